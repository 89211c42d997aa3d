package dev.vitrine.web.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenEvent;
import io.github.centrifugal.centrifuge.ConnectionTokenGetter;
import io.github.centrifugal.centrifuge.DuplicateSubscriptionException;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.HistoryOptions;
import io.github.centrifugal.centrifuge.HistoryResult;
import io.github.centrifugal.centrifuge.MessageEvent;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.PublishResult;
import io.github.centrifugal.centrifuge.ReplyError;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;
import io.github.centrifugal.centrifuge.TokenCallback;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody else's client, in the protocol's other encoding: connects, talks, looks back, and recovers after a cut. */
class CentrifugeJavaTest {
    private final FakeRoom room = new FakeRoom("demo", 200);
    private HubServer server = new HubServer(room);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> own = new CopyOnWriteArrayList<>();
    private final List<SubscribedEvent> subscribed = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> connected = new CompletableFuture<>();

    @AfterEach
    void stop() {
        server.close();
    }

    private Client client(String token) {
        Options options = new Options();
        options.setToken(token);
        options.setMinReconnectDelay(50);
        options.setMaxReconnectDelay(200);
        return new Client("ws://127.0.0.1:" + server.port() + "/ws", options, new EventListener() {
            @Override
            public void onConnected(Client client, ConnectedEvent event) {
                connected.complete(event.getClient());
            }

            @Override
            public void onMessage(Client client, MessageEvent event) {
                own.add(new String(event.getData(), UTF_8));
            }
        });
    }

    private Subscription subscribe(Client client) throws DuplicateSubscriptionException {
        Subscription subscription = client.newSubscription("chat:demo", new SubscriptionEventListener() {
            @Override
            public void onSubscribed(Subscription sub, SubscribedEvent event) {
                subscribed.add(event);
            }

            @Override
            public void onPublication(Subscription sub, PublicationEvent event) {
                heard.add(event.getOffset() + " " + new String(event.getData(), UTF_8));
            }
        });
        subscription.subscribe();
        return subscription;
    }

    @Test
    void javaClient_connectsPublishesHearsAndLooksBack() throws Exception {
        Client client = client("viewer-Ada");
        client.connect();
        assertThat(connected.get(30, TimeUnit.SECONDS)).isNotBlank();
        Subscription chat = subscribe(client);
        await().until(() -> !subscribed.isEmpty());
        assertThat(new String(subscribed.getFirst().getData(), UTF_8)).contains("\"phase\":\"live\"");

        CompletableFuture<Throwable> published = new CompletableFuture<>();
        chat.publish(
                "{\"text\":\"hello\"}".getBytes(UTF_8),
                (Throwable error, PublishResult result) ->
                        published.complete(error == null ? new Exception("none") : error));
        assertThat(published.get(30, TimeUnit.SECONDS)).hasMessage("none");
        await().until(() -> heard.size() == 1);
        assertThat(heard.getFirst()).startsWith("1 ").contains("\"hello\"");
        await().untilAsserted(() -> assertThat(own).anyMatch(message -> message.contains("chat.own")));

        CompletableFuture<Throwable> refused = new CompletableFuture<>();
        chat.publish(
                "{\"text\":\"badword\"}".getBytes(UTF_8),
                (Throwable error, PublishResult result) -> refused.complete(error));
        assertThat(refused.get(30, TimeUnit.SECONDS)).isInstanceOf(ReplyError.class);
        assertThat(((ReplyError) refused.get()).getCode()).isEqualTo(4001);

        CompletableFuture<HistoryResult> history = new CompletableFuture<>();
        chat.history(
                new HistoryOptions.Builder().withLimit(10).withReverse(true).build(),
                (Throwable error, HistoryResult result) -> history.complete(result));
        assertThat(history.get(30, TimeUnit.SECONDS).getPublications()).hasSize(1);

        CompletableFuture<Integer> clients = new CompletableFuture<>();
        chat.presenceStats((error, result) -> clients.complete(result.getNumClients()));
        assertThat(clients.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        client.close(5_000);
    }

    @Test
    void javaClient_bringsAnotherToken_beforeTheOldOneEnds() throws Exception {
        room.lives("viewer-Ada", Duration.ofSeconds(2));
        CompletableFuture<String> asked = new CompletableFuture<>();
        Options options = new Options();
        options.setToken("viewer-Ada");
        options.setTokenGetter(new ConnectionTokenGetter() {
            @Override
            public void getConnectionToken(ConnectionTokenEvent event, TokenCallback callback) {
                room.lives("viewer-Ada", Duration.ofHours(1));
                callback.Done(null, "viewer-Ada");
                asked.complete("asked");
            }
        });
        Client client = new Client("ws://127.0.0.1:" + server.port() + "/ws", options, new EventListener() {
            @Override
            public void onConnected(Client of, ConnectedEvent event) {
                connected.complete(event.getClient());
            }
        });
        client.connect();
        String first = connected.get(30, TimeUnit.SECONDS);
        assertThat(asked.get(30, TimeUnit.SECONDS)).isEqualTo("asked");
        await().until(() -> server.hub().refreshes() == 1);
        assertThat(connected.get()).as("the same connection").isEqualTo(first);
        assertThat(server.sockets()).isEqualTo(1);
        client.close(5_000);
    }

    @Test
    void javaClient_recoversEverythingAfterARestart() throws Exception {
        int port = server.port();
        Client client = client("");
        client.connect();
        subscribe(client);
        await().until(() -> !subscribed.isEmpty());
        room.publish(Channel.CHAT, "chat.message", Body.of("text", "m1"));
        await().until(() -> heard.size() == 1);
        server.close();
        for (int i = 2; i <= 20; i++) {
            room.publish(Channel.CHAT, "chat.message", Body.of("text", "m" + i));
        }
        server = new HubServer(room, port);
        await().until(() -> heard.size() == 20);
        assertThat(subscribed.getLast().getRecovered()).isTrue();
        for (int i = 1; i <= 20; i++) {
            assertThat(heard.get(i - 1)).startsWith(i + " ").contains("\"m" + i + "\"");
        }
        client.close(5_000);
    }
}
