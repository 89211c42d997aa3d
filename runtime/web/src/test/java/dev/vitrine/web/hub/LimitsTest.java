package dev.vitrine.web.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.web.socket.RawSocket;
import dev.vitrine.web.socket.SocketLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one peer may take of the sockets, and what the others notice of it: nothing. */
class LimitsTest {
    private final FakeRoom room = new FakeRoom("demo", 5_000);
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private HubServer server(SocketLimits sockets, HubLimits limits) {
        HubServer server = new HubServer(room, 0, sockets, limits);
        open.add(server);
        return server;
    }

    private HubServer server(HubLimits limits) {
        return server(SocketLimits.of(1_000, 1_000), limits);
    }

    private RawSocket socket(HubServer server) throws IOException {
        RawSocket socket = new RawSocket(server.port(), "/ws", "websocket");
        open.add(socket);
        return socket;
    }

    private RawSocket connect(HubServer server, String token) throws IOException {
        RawSocket socket = socket(server);
        socket.text("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(socket.read().text()).contains("\"ping\"");
        return socket;
    }

    private RawSocket subscribed(HubServer server, String token) throws IOException {
        RawSocket socket = connect(server, token);
        socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"chat:demo\"}}");
        assertThat(socket.read().text()).contains("\"subscribe\"");
        return socket;
    }

    @Test
    void commands_overTheRate_areRefusedWith111_thenTheSocketIsClosed() throws IOException {
        HubServer server = server(HubLimits.defaults().withRates(0.001, 10));
        RawSocket greedy = connect(server, "viewer-Greedy");
        for (int i = 0; i < 400; i++) {
            greedy.text("{\"id\":" + (i + 2) + ",\"ping\":{}}");
        }
        assertThat(greedy.readUntil("\"code\":111")).contains("\"id\":12,");
        assertThat(greedy.readClose()).isEqualTo(3013);
        assertThat(server.counter("vitrine_ws_errors")).isGreaterThanOrEqualTo(200);
        RawSocket again = connect(server, "viewer-Greedy");
        again.text("{\"id\":2,\"ping\":{}}");
        assertThat(again.read().text())
                .as("the rate is the user's, not the socket's")
                .contains("\"code\":111");
        RawSocket other = connect(server, "viewer-Other");
        other.text("{\"id\":2,\"ping\":{}}");
        assertThat(other.read().text()).isEqualTo("{\"id\":2,\"ping\":{}}");
    }

    @Test
    void commands_ofOneAddress_haveARateOfTheirOwn() throws IOException {
        SocketLimits strict = SocketLimits.of(1_000, 1_000).withoutExemption();
        HubServer server = server(strict, HubLimits.defaults().withRates(0.001, 3));
        int refused = 0;
        for (int user = 0; user < 30; user++) {
            RawSocket socket = connect(server, "viewer-" + user);
            for (int id = 2; id < 5; id++) {
                socket.text("{\"id\":" + id + ",\"ping\":{}}");
                refused += socket.read().text().contains("\"code\":111") ? 1 : 0;
            }
        }
        assertThat(refused).as("90 commands of an address that has 60").isBetween(25, 30);
    }

    @Test
    void socketsOfOneUser_areCounted_andGivenBack() throws IOException {
        HubServer server = server(HubLimits.defaults().withCaps(2, 100));
        RawSocket first = connect(server, "viewer-Ada");
        connect(server, "viewer-Ada");
        RawSocket third = socket(server);
        third.text("{\"id\":1,\"connect\":{\"token\":\"viewer-Ada\"}}");
        assertThat(third.readClose()).isEqualTo(3504);
        connect(server, "viewer-Ben");
        first.close();
        await().untilAsserted(() -> connect(server, "viewer-Ada"));
    }

    @Test
    void fullRoom_isSaidSo_andComesFree() throws IOException {
        HubServer server = server(HubLimits.defaults().withCaps(10, 1));
        RawSocket first = subscribed(server, "viewer-Ada");
        RawSocket second = connect(server, "viewer-Ben");
        second.text("{\"id\":2,\"subscribe\":{\"channel\":\"chat:demo\"}}");
        assertThat(second.read().text()).contains("\"code\":4013", "\"temporary\":true", "retryAfterMs");
        subscribed(server, FakeRoom.OWNER).close();
        first.close();
        await().until(() -> server.hub().sessions("demo", Channel.CHAT) == 0);
        second.text("{\"id\":3,\"subscribe\":{\"channel\":\"chat:demo\"}}");
        assertThat(second.read().text()).contains("\"recoverable\":true");
    }

    @Test
    void fullServer_hasAWaitingRoom_whereStaffNeverWaits_andWhoWaitsKeepsTheirPlace() throws IOException {
        HubServer server = server(SocketLimits.of(20, 1_000), HubLimits.defaults());
        List<RawSocket> inside = new ArrayList<>();
        for (int i = 0; i < 18; i++) {
            inside.add(connect(server, ""));
        }
        String place = waits(server, "");
        assertThat(place).matches("a-[0-9a-f]{8}");
        connect(server, "viewer-Named").close();
        connect(server, FakeRoom.OWNER).close();
        await().until(() -> server.sockets() == 18);
        inside.removeLast().close();
        inside.removeLast().close();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            try (RawSocket again = new RawSocket(server.port(), "/ws", "websocket")) {
                again.text("{\"id\":1,\"connect\":{\"data\":{\"place\":\"" + place + "\"}}}");
                RawSocket.Frame answer = again.read();
                return answer.opcode() == 1 && answer.text().contains("\"ping\"");
            }
        });
        assertThat(server.counter("vitrine_ws_sent_to_wait")).isGreaterThanOrEqualTo(1);
    }

    private String waits(HubServer server, String place) throws IOException {
        try (RawSocket socket = new RawSocket(server.port(), "/ws", "websocket")) {
            socket.text("{\"id\":1,\"connect\":{\"data\":{\"place\":\"" + place + "\"}}}");
            RawSocket.Frame close = socket.read();
            assertThat(close.opcode()).isEqualTo(8);
            assertThat(close.closeCode()).isEqualTo(4013);
            assertThat(close.text()).contains("\"retryAfterMs\":3000", "\"position\":1");
            return close.text().replaceAll(".*\"place\":\"([^\"]*)\".*", "$1");
        }
    }

    @Test
    void socketsAndHandshakes_ofOneAddress_areBounded() throws IOException {
        HubServer few = server(SocketLimits.of(100, 2).withoutExemption(), HubLimits.defaults());
        socket(few);
        socket(few);
        assertThat(socket(few).status()).isEqualTo(429);
        HubServer slow =
                server(SocketLimits.of(100, 100).withoutExemption().withRates(0.001, 3, 1_000), HubLimits.defaults());
        for (int i = 0; i < 3; i++) {
            socket(slow).close();
        }
        RawSocket refused = socket(slow);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).contains("Retry-After: 3");
        assertThat(slow.counter("vitrine_ws_refused")).isEqualTo(1);
        HubServer full = server(SocketLimits.of(1, 100), HubLimits.defaults());
        socket(full);
        assertThat(socket(full).status()).isEqualTo(503);
    }

    @Test
    void floodOfTinyFrames_isClosedWith3013_andOthersGoOn() throws IOException {
        HubServer server = server(SocketLimits.of(100, 100).withRates(1_000, 1_000, 200), HubLimits.defaults());
        RawSocket calm = subscribed(server, "viewer-Calm");
        RawSocket flood = connect(server, "viewer-Flood");
        byte[] pongs = new byte[6 * 500];
        for (int i = 0; i < pongs.length; i += 6) {
            pongs[i] = (byte) 0x8A;
            pongs[i + 1] = (byte) 0x80;
        }
        Thread sender = Thread.startVirtualThread(() -> {
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    flood.raw(pongs);
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                // cut, as it should be
            }
        });
        try {
            room.publish(Channel.CHAT, "chat.message", Body.of("text", "calm"));
            assertThat(calm.readUntil("\"calm\"")).isNotEmpty();
            await().until(() -> server.counter("vitrine_ws_closes") == 1);
            await().until(() -> server.sockets() == 1);
        } finally {
            sender.interrupt();
        }
    }

    @Test
    void halfOpenPeer_thatAnswersNoPing_isClosedWith3012() throws IOException {
        HubServer server = server(SocketLimits.of(100, 100).withPing(500, 500), HubLimits.defaults());
        RawSocket mute = connect(server, "viewer-Mute");
        assertThat(mute.readUntil("{}")).isEqualTo("{}");
        assertThat(mute.readClose()).isEqualTo(3012);
    }

    @Test
    void messageThatNeverEnds_isClosedAsStale() throws IOException {
        HubServer server = server(SocketLimits.of(100, 100).withMessageMs(500), HubLimits.defaults());
        RawSocket slow = connect(server, "viewer-Slow");
        slow.raw(new byte[] {(byte) 0x81, (byte) 0x85, 1});
        assertThat(slow.readClose()).isEqualTo(3502);
        RawSocket halves = connect(server, "viewer-Halves");
        halves.frame(0x01, true, new byte[] {'{'});
        assertThat(halves.readClose()).isEqualTo(3502);
    }

    @Test
    void hugeRoom_showsViewersASample_andSaysHowManyItLeftOut_andStaffSeesAll() throws IOException {
        HubServer server = server(HubLimits.defaults().withSampling(2, 50));
        RawSocket viewer = subscribed(server, "viewer-Ada");
        RawSocket owner = subscribed(server, FakeRoom.OWNER);
        for (int i = 1; i <= 2_000; i++) {
            room.publish(
                    Channel.CHAT,
                    i == 1_999 ? "chat.removed" : "chat.message",
                    Body.of("text", "m" + i, "author", Body.of("id", "x", "staff", i == 2_000)));
        }
        StringBuilder seen = new StringBuilder();
        while (!seen.toString().contains("chat.sampled")) {
            seen.append(viewer.read().text()).append('\n');
        }
        long shown = seen.toString()
                .lines()
                .filter(line -> line.contains("\"chat.message\""))
                .count();
        long skipped = Long.parseLong(seen.toString().replaceAll("(?s).*\"skippedInAll\":(\\d+).*", "$1"));
        assertThat(seen.toString()).contains("\"m1999\"", "\"m2000\"");
        assertThat(shown + skipped + 1).as("shown, left out, and the removal").isEqualTo(2_000);
        assertThat(skipped).isGreaterThan(500);
        assertThat(server.counter("vitrine_chat_sampled")).isEqualTo(skipped);
        StringBuilder all = new StringBuilder();
        while (!all.toString().contains("\"m2000\"")) {
            all.append(owner.read().text()).append('\n');
        }
        assertThat(all.toString()
                        .lines()
                        .filter(line -> line.contains("\"offset\""))
                        .count())
                .isEqualTo(2_000);
        viewer.text("{\"id\":9,\"history\":{\"channel\":\"chat:demo\",\"limit\":1000,\"reverse\":true}}");
        assertThat(viewer.readUntil("\"history\"").split("\"data\":", -1))
                .as("the history is whole")
                .hasSize(1_001);
    }
}
