package dev.vitrine.web.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.web.socket.RawSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubTest {
    private final FakeRoom room = new FakeRoom("demo", 50);
    private final HubServer server = new HubServer(room);

    @AfterEach
    void stop() {
        server.close();
    }

    private RawSocket open() throws IOException {
        return new RawSocket(server.port(), "/ws", "websocket");
    }

    private RawSocket connect(String token) throws IOException {
        RawSocket socket = open();
        socket.text("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(socket.read().text()).contains("\"ping\":25,\"pong\":true");
        return socket;
    }

    private RawSocket subscribed(String token, String channel) throws IOException {
        RawSocket socket = connect(token);
        socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\"}}");
        assertThat(socket.read().text()).contains("\"recoverable\":true", "\"data\":{\"phase\":\"live\"");
        return socket;
    }

    @Test
    void subscriber_getsEachPublicationOnce_inOrder() throws IOException {
        try (RawSocket socket = subscribed("", "chat:demo")) {
            for (int i = 1; i <= 500; i++) {
                room.publish(Channel.CHAT, "chat.message", Body.of("text", "m" + i));
            }
            StringBuilder all = new StringBuilder();
            while (!all.toString().contains("\"m500\"")) {
                all.append(socket.read().text()).append('\n');
            }
            long[] offsets = all.toString()
                    .lines()
                    .filter(line -> !line.isBlank())
                    .mapToLong(line -> Long.parseLong(line.replaceAll(".*\"offset\":(\\d+)}}}$", "$1")))
                    .toArray();
            assertThat(offsets).hasSize(500).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void commandsInOneMessage_areAnsweredInOrder() throws IOException {
        try (RawSocket socket = open()) {
            socket.text("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"ping\":{}}\n{}\n{\"id\":3,\"rpc\":{}}");
            assertThat(socket.read().text()).startsWith("{\"id\":1,");
            assertThat(socket.read().text()).isEqualTo("{\"id\":2,\"ping\":{}}");
            assertThat(socket.read().text()).contains("\"code\":104");
        }
    }

    @Test
    void publish_isAcknowledged_andItsAuthorIsToldWhatBecameOfIt() throws IOException {
        try (RawSocket socket = subscribed("viewer-Ada", "chat:demo")) {
            socket.text("{\"id\":3,\"publish\":{\"channel\":\"chat:demo\",\"data\":{\"text\":\"hello\"}}}");
            assertThat(socket.readUntil("chat.own")).contains("\"state\":\"shown\"", "\"text\":\"hello\"");
            assertThat(socket.readUntil("\"publish\"")).isEqualTo("{\"id\":3,\"publish\":{}}");
            socket.text("{\"id\":4,\"publish\":{\"channel\":\"chat:demo\",\"data\":{\"text\":\"badword\"}}}");
            assertThat(socket.readUntil("\"id\":4"))
                    .contains("\"code\":4001", "\"message\":\"Not here, please.\"", "\"data\":{\"type\":\"blocked\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "subscribe,chat:nowhere,102",
        "subscribe,nonsense,102",
        "subscribe,mod:demo,103",
        "subscribe,ops:demo,103",
        "history,mod:demo,103",
        "presence,mod:demo,103",
        "presence_stats,ops:demo,103",
        "publish,overlay:demo,103",
        "publish,chat:demo,107",
    })
    void command_ofAViewer_isRefusedWithItsCode(String method, String channel, int code) throws IOException {
        try (RawSocket socket = connect("")) {
            socket.text("{\"id\":2,\"" + method + "\":{\"channel\":\"" + channel + "\"}}");
            assertThat(socket.read().text()).contains("\"error\":{\"code\":" + code + ",");
        }
    }

    @Test
    void staff_maySubscribeToStaffChannels() throws IOException {
        try (RawSocket socket = subscribed(FakeRoom.OWNER, "mod:demo")) {
            room.publish(Channel.MOD, "chat.held", Body.of("text", "hm"));
            assertThat(socket.readUntil("chat.held")).contains("\"channel\":\"mod:demo\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not json", "[]", "{\"id\":1,\"connect\":", "{\"id\":\"x\"}", "{\"connect\":{}}", "{\"id\":1}"})
    void malformedCommand_isClosedForGood(String garbage) throws IOException {
        try (RawSocket socket = open()) {
            socket.text(garbage);
            assertThat(socket.readClose()).isEqualTo(3501);
        }
    }

    @Test
    void deeplyNestedJson_isClosedForGood() throws IOException {
        try (RawSocket socket = open()) {
            socket.text("{\"id\":1,\"connect\":" + "{\"a\":".repeat(500) + "1" + "}".repeat(501));
            assertThat(socket.readClose()).isEqualTo(3501);
        }
    }

    @Test
    void firstCommand_mustBeConnect() throws IOException {
        try (RawSocket socket = open()) {
            socket.text("{\"id\":1,\"subscribe\":{\"channel\":\"chat:demo\"}}");
            assertThat(socket.readClose()).isEqualTo(3501);
        }
    }

    @Test
    void wrongToken_isClosedForGood() throws IOException {
        try (RawSocket socket = open()) {
            socket.text("{\"id\":1,\"connect\":{\"token\":\"nonsense\"}}");
            assertThat(socket.readClose()).isEqualTo(3500);
        }
    }

    @Test
    void revokedToken_closesOpenSocket() throws IOException {
        try (RawSocket socket = connect("viewer-Eve")) {
            room.revoke("viewer-Eve");
            assertThat(socket.readClose()).isEqualTo(3500);
        }
    }

    @Test
    void recover_afterDisconnect_hasNoGapAndNoDuplicate() throws IOException {
        for (int i = 1; i <= 10; i++) {
            room.publish(Channel.CHAT, "chat.message", Body.of("text", "m" + i));
        }
        try (RawSocket socket = connect("")) {
            socket.text(
                    "{\"id\":2,\"subscribe\":{\"channel\":\"chat:demo\",\"recover\":true,\"epoch\":\"e1\",\"offset\":7}}");
            assertThat(socket.read().text())
                    .contains(
                            "\"was_recovering\":true,\"recovered\":true",
                            "\"m8\"",
                            "\"m9\"",
                            "\"m10\"",
                            "\"offset\":10")
                    .doesNotContain("\"m7\"");
            room.publish(Channel.CHAT, "chat.message", Body.of("text", "m11"));
            assertThat(socket.read().text()).contains("\"m11\"").doesNotContain("\"m10\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"e1,3", "other,70", "e1,999"})
    void recover_ofWhatIsGone_saysSo(String epoch, long offset) throws IOException {
        for (int i = 1; i <= 80; i++) {
            room.publish(Channel.CHAT, "chat.message", Body.of("text", "m" + i));
        }
        try (RawSocket socket = connect("")) {
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"chat:demo\",\"recover\":true,\"epoch\":\"" + epoch
                    + "\",\"offset\":" + offset + "}}");
            assertThat(socket.read().text()).contains("\"recovered\":false").doesNotContain("publications");
        }
    }

    @Test
    void history_newestFirst_andOlderThanAPlace() throws IOException {
        for (int i = 1; i <= 9; i++) {
            room.publish(Channel.CHAT, "chat.message", Body.of("text", "m" + i));
        }
        try (RawSocket socket = connect("")) {
            socket.text("{\"id\":2,\"history\":{\"channel\":\"chat:demo\",\"limit\":2,\"reverse\":true}}");
            assertThat(socket.read().text())
                    .matches(".*\"m9\".*\"m8\".*")
                    .doesNotContain("\"m7\"")
                    .contains("\"offset\":9}}");
            socket.text("{\"id\":3,\"history\":{\"channel\":\"chat:demo\",\"limit\":2,\"reverse\":true,"
                    + "\"since\":{\"offset\":8,\"epoch\":\"e1\"}}}");
            assertThat(socket.read().text()).matches(".*\"m7\".*\"m6\".*").doesNotContain("\"m8\"");
            socket.text("{\"id\":4,\"history\":{\"channel\":\"chat:demo\",\"since\":{\"offset\":8,\"epoch\":\"x\"}}}");
            assertThat(socket.read().text()).contains("\"code\":112");
        }
    }

    @Test
    void presence_showsAllToStaffAndOnlyOneselfToViewers() throws IOException {
        try (RawSocket ada = subscribed("viewer-Ada", "chat:demo");
                RawSocket owner = subscribed(FakeRoom.OWNER, "chat:demo")) {
            ada.text("{\"id\":5,\"presence\":{\"channel\":\"chat:demo\"}}");
            assertThat(ada.read().text()).contains("viewer-Ada").doesNotContain("owner");
            owner.text("{\"id\":5,\"presence\":{\"channel\":\"chat:demo\"}}");
            assertThat(owner.read().text()).contains("viewer-Ada", "owner");
            ada.text("{\"id\":6,\"presence_stats\":{\"channel\":\"chat:demo\"}}");
            assertThat(ada.read().text()).contains("\"num_clients\":2,\"num_users\":2");
        }
        await().until(() -> server.hub().sessions("demo", Channel.CHAT) == 0);
    }

    @Test
    void refresh_withATokenOfTheSameUser_isTaken_andOfAnotherRefused() throws IOException {
        try (RawSocket socket = connect("viewer-Ada")) {
            socket.text("{\"id\":2,\"refresh\":{\"token\":\"viewer-Ada\"}}");
            assertThat(socket.read().text()).contains("\"refresh\":{\"client\"");
            socket.text("{\"id\":3,\"refresh\":{\"token\":\"viewer-Ben\"}}");
            assertThat(socket.read().text()).contains("\"code\":103");
            socket.text("{\"id\":4,\"refresh\":{\"token\":\"forged\"}}");
            assertThat(socket.readClose()).isEqualTo(3500);
        }
    }

    @Test
    void ticket_opensOneSocket_andIsWorthItsGroundsAlone() throws IOException {
        String ticket = room.ticket(room.grant("viewer-Ada").orElseThrow());
        try (RawSocket first = connect(ticket);
                RawSocket replayed = open()) {
            replayed.text("{\"id\":1,\"connect\":{\"token\":\"" + ticket + "\"}}");
            assertThat(replayed.readClose()).isEqualTo(3500);
            first.text("{\"id\":2,\"presence\":{\"channel\":\"chat:demo\"}}");
            assertThat(first.read().text()).contains("\"presence\"");
            room.revoke("viewer-Ada");
            assertThat(first.readClose()).isEqualTo(3500);
        }
    }

    @Test
    void staff_isToldWhoComesAndGoes_andViewersAreNot() throws IOException {
        try (RawSocket owner = connect(FakeRoom.OWNER);
                RawSocket nosy = connect("viewer-Nosy")) {
            for (RawSocket each : new RawSocket[] {owner, nosy}) {
                each.text("{\"id\":2,\"subscribe\":{\"channel\":\"chat:demo\",\"join_leave\":true}}");
                assertThat(each.read().text()).contains("\"subscribe\"");
            }
            try (RawSocket ada = subscribed("viewer-Ada", "chat:demo")) {
                assertThat(owner.readUntil("viewer-Ada"))
                        .contains("\"channel\":\"chat:demo\",\"join\":{\"info\":{\"client\"");
                ada.text("{\"id\":9,\"unsubscribe\":{\"channel\":\"chat:demo\"}}");
                assertThat(owner.readUntil("\"leave\"")).contains("viewer-Ada");
            }
            nosy.text("{\"id\":3,\"ping\":{}}");
            assertThat(nosy.read().text()).isEqualTo("{\"id\":3,\"ping\":{}}");
        }
    }

    @Test
    void goodbye_saysWhenToComeBack_thenClosesWith3001() throws IOException {
        try (RawSocket socket = subscribed("", "chat:demo")) {
            Thread closing = Thread.startVirtualThread(server::close);
            assertThat(socket.readUntil("room.draining")).contains("\"reconnectJitterMs\":");
            assertThat(socket.readClose()).isEqualTo(3001);
            try {
                closing.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void unsubscribed_hearsNothingMore() throws IOException {
        try (RawSocket socket = subscribed("", "chat:demo")) {
            socket.text("{\"id\":3,\"unsubscribe\":{\"channel\":\"chat:demo\"}}");
            assertThat(socket.read().text()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
            room.publish(Channel.CHAT, "chat.message", Body.of("text", "unheard"));
            socket.text("{\"id\":4,\"ping\":{}}");
            assertThat(socket.read().text()).isEqualTo("{\"id\":4,\"ping\":{}}");
        }
    }

    /** More than there are writers, so that each of them is held up at once. */
    @Test
    void stalledReaders_areCut_andDelayNobody() throws IOException {
        String filler = "x".repeat(8_000);
        List<RawSocket> stalled = new ArrayList<>();
        try (RawSocket healthy = subscribed("", "chat:demo")) {
            for (int i = 0; i < 12; i++) {
                RawSocket socket = new RawSocket(server.port(), 4096, "/ws", "websocket");
                stalled.add(socket);
                socket.text("{\"id\":1,\"connect\":{}}\n{\"id\":2,\"subscribe\":{\"channel\":\"chat:demo\"}}");
            }
            await().until(() -> server.hub().sessions("demo", Channel.CHAT) == 13);
            for (int i = 1; i <= 1_000; i++) {
                room.publish(Channel.CHAT, "chat.message", Body.of("text", "m" + i, "filler", filler));
                assertThat(healthy.readUntil("\"m" + i + "\"")).isNotEmpty();
            }
            await().until(() -> server.hub().sessions("demo", Channel.CHAT) == 1);
        } finally {
            for (RawSocket socket : stalled) {
                socket.close();
            }
        }
    }
}
