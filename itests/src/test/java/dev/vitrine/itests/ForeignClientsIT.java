package dev.vitrine.itests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.FaultProxy;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PresenceResult;
import io.github.centrifugal.centrifuge.PresenceStatsResult;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.PublishResult;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.ResultCallback;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Centrifugo's own clients against a true server: what they expect of the protocol is not ours to bend. JavaScript
 * speaks JSON, Java speaks Protocol Buffers.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class ForeignClientsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-foreign");
        server = Vitrine.up(data, "--no-demo");
    }

    @AfterAll
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    @Test
    void centrifugeJs_connectsSubscribesPublishesSeesWhoIsThere_andRecovers() throws Exception {
        server.api().liveEvent("foreign");
        try (FaultProxy proxy = new FaultProxy(server.httpPort().orElseThrow());
                Fan ada = Fan.connect(server, Vitrine.OWNER)) {
            Process node = new ProcessBuilder(
                            "node",
                            "centrifuge-js.mjs",
                            "ws://127.0.0.1:" + server.httpPort().orElseThrow() + "/ws",
                            "ws://127.0.0.1:" + proxy.port() + "/ws",
                            Vitrine.OWNER,
                            server.api("").session("foreign", "Jo"))
                    .directory(Vitrine.ROOT.resolve("itests/node").toFile())
                    .redirectErrorStream(true)
                    .start();
            List<String> output = new ArrayList<>();
            int said = 0;
            try (BufferedReader out = node.inputReader(UTF_8);
                    var in = node.outputWriter(UTF_8)) {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    output.add(line);
                    if (line.equals("cut")) {
                        proxy.cut();
                        for (int i = 0; i < 10; i++) {
                            assertThat(ada.say("foreign", "missed " + ++said))
                                    .matches(reply -> !reply.has("error"), "has no error");
                        }
                        in.write("gone on\n");
                        in.flush();
                    }
                }
                assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                node.destroyForcibly();
            }
            assertThat(String.join("\n", output)).endsWith("done");
            assertThat(node.exitValue()).as("%s", String.join("\n", output)).isZero();
        }
    }

    @Test
    void centrifugeJava_connectsSubscribesPublishesSeesWhoIsThere_andRecovers() throws Exception {
        server.api().liveEvent("java");
        List<String> heard = new CopyOnWriteArrayList<>();
        List<Long> offsets = new CopyOnWriteArrayList<>();
        List<SubscribedEvent> subscribed = new CopyOnWriteArrayList<>();
        Options options = new Options();
        options.setToken(server.api("").session("java", "Kim"));
        options.setMinReconnectDelay(50);
        options.setMaxReconnectDelay(500);
        try (FaultProxy proxy = new FaultProxy(server.httpPort().orElseThrow());
                Fan ada = Fan.connect(server, Vitrine.OWNER)) {
            Client client = new Client("ws://127.0.0.1:" + proxy.port() + "/ws", options, new EventListener() {});
            Subscription chat = client.newSubscription("chat:java", new SubscriptionEventListener() {
                @Override
                public void onSubscribed(Subscription subscription, SubscribedEvent event) {
                    subscribed.add(event);
                }

                @Override
                public void onPublication(Subscription subscription, PublicationEvent event) {
                    heard.add(new String(event.getData(), UTF_8).replaceAll(".*\"text\":\"([^\"]*)\".*", "$1"));
                    offsets.add(event.getOffset());
                }
            });
            chat.subscribe();
            client.connect();
            await().atMost(PATIENCE).until(() -> !subscribed.isEmpty());

            Answer<PublishResult> published = new Answer<>();
            chat.publish("{\"text\":\"guten Tag\"}".getBytes(UTF_8), published);
            published.result();
            await().atMost(PATIENCE).until(() -> heard.contains("guten Tag"));
            Answer<PublishResult> refused = new Answer<>();
            chat.publish("{\"text\":\"\"}".getBytes(UTF_8), refused);
            assertThat(refused.error())
                    .isInstanceOfSatisfying(
                            ReplyError.class,
                            error -> assertThat(error.getCode()).isEqualTo(4000));

            Answer<PresenceResult> presence = new Answer<>();
            chat.presence(presence);
            assertThat(presence.result().getClients()).hasSize(1);
            Answer<PresenceStatsResult> stats = new Answer<>();
            chat.presenceStats(stats);
            assertThat(stats.result().getNumClients()).isEqualTo(1);

            proxy.cut();
            IntStream.rangeClosed(1, 20)
                    .forEach(i -> assertThat(ada.say("java", "missed " + i))
                            .matches(reply -> !reply.has("error"), "has no error"));
            await().atMost(PATIENCE).until(() -> heard.size() == 21);
            assertThat(subscribed.getLast().getRecovered()).isTrue();
            assertThat(heard.subList(1, 21))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, 20)
                            .mapToObj(i -> "missed " + i)
                            .toList());
            assertThat(offsets)
                    .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, 21)
                            .boxed()
                            .toList());
            client.close(5_000);
        }
    }

    /** What a call of the client came to. */
    private static final class Answer<T> implements ResultCallback<T> {
        private final CompletableFuture<Map.Entry<List<Throwable>, List<T>>> end = new CompletableFuture<>();

        @Override
        public void onDone(Throwable error, T result) {
            end.complete(Map.entry(
                    error == null ? List.of() : List.of(error), result == null ? List.of() : List.of(result)));
        }

        T result() throws Exception {
            Map.Entry<List<Throwable>, List<T>> ended = end.get(30, TimeUnit.SECONDS);
            assertThat(ended.getKey()).isEmpty();
            return ended.getValue().getFirst();
        }

        Throwable error() throws Exception {
            return end.get(30, TimeUnit.SECONDS).getKey().getFirst();
        }
    }
}
