package dev.vitrine.web.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.data.Body;
import dev.vitrine.web.socket.RawSocket;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code personal:EVENT} over the true bridge: each session hears what is to its own user, whole or told so. */
class PersonalTest {
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)}}}");

    private final FakeRoom room = new FakeRoom("demo", 50);
    private final HubServer server = new HubServer(room);

    @AfterEach
    void stop() {
        server.close();
    }

    private RawSocket connect(String token) throws IOException {
        RawSocket socket = new RawSocket(server.port(), "/ws", "websocket");
        socket.text("{\"id\":1,\"connect\":{\"token\":\"" + token + "\"}}");
        assertThat(socket.read().text()).contains("\"client\"");
        return socket;
    }

    private RawSocket subscribed(String token) throws IOException {
        RawSocket socket = connect(token);
        socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"personal:demo\"}}");
        assertThat(socket.read().text()).contains("\"id\":2,\"subscribe\"", "\"epoch\":\"p.");
        return socket;
    }

    private static String alive(RawSocket socket) throws IOException {
        socket.text("{\"id\":9,\"ping\":{}}");
        return socket.read().text();
    }

    @Test
    void whatIsToOnePerson_isPushedToAllTheirSessionsAndNobodyElse() throws IOException {
        try (RawSocket phone = subscribed("viewer-Ada");
                RawSocket laptop = subscribed("viewer-Ada");
                RawSocket ben = subscribed("viewer-Ben");
                RawSocket owner = subscribed(FakeRoom.OWNER)) {
            room.tell("viewer-Ada", "audience.whispered", Body.of("text", "for Ada"));
            for (RawSocket socket : List.of(phone, laptop)) {
                assertThat(socket.read().text())
                        .startsWith("{\"push\":{\"channel\":\"personal:demo\",\"pub\":{\"data\":")
                        .contains("for Ada", "\"offset\":1}}}");
            }
            for (RawSocket socket : List.of(ben, owner)) {
                assertThat(alive(socket)).isEqualTo("{\"id\":9,\"ping\":{}}");
            }
            phone.text("{\"id\":3,\"unsubscribe\":{\"channel\":\"personal:demo\"}}");
            assertThat(phone.read().text()).isEqualTo("{\"id\":3,\"unsubscribe\":{}}");
            room.tell("viewer-Ada", "audience.whispered", Body.of("text", "again"));
            assertThat(laptop.read().text()).contains("again");
            assertThat(alive(phone)).isEqualTo("{\"id\":9,\"ping\":{}}");
        }
    }

    @Test
    void whoComesBack_isGivenWhatTheyMissed_andTheNewestAsState() throws IOException {
        for (int i = 1; i <= 30; i++) {
            room.tell("viewer-Ada", "audience.whispered", Body.of("text", "m" + i));
        }
        try (RawSocket socket = connect("viewer-Ada")) {
            socket.text("{\"id\":2,\"subscribe\":{\"channel\":\"personal:demo\",\"recover\":true,"
                    + "\"epoch\":\"p.viewer-Ada\",\"offset\":28}}");
            String reply = socket.read().text();
            assertThat(reply)
                    .contains("\"was_recovering\":true,\"recovered\":true", "\"offset\":30", "\"data\":{\"recent\":[{")
                    .doesNotContain("\"m10\"");
            String missed = reply.substring(reply.indexOf("publications"), reply.indexOf("recent"));
            assertThat(missed).contains("\"m29\"", "\"m30\"").doesNotContain("\"m28\"");
            socket.text("{\"id\":3,\"subscribe\":{\"channel\":\"personal:demo\"}}");
            assertThat(socket.read().text()).contains("\"code\":105");
            socket.text("{\"id\":4,\"history\":{\"channel\":\"personal:demo\",\"limit\":2,\"reverse\":true}}");
            assertThat(socket.read().text()).matches(".*\"m30\".*\"m29\".*").doesNotContain("\"m28\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"p.viewer-Ben,1", "p.viewer-Ada,9", "p.viewer-Ada,0"})
    void aPlaceOfSomebodyElse_orOneThatIsGone_isNotRecovered(String epoch, int offset) throws IOException {
        FakeRoom small = new FakeRoom("demo", 2);
        try (HubServer other = new HubServer(small);
                RawSocket socket = new RawSocket(other.port(), "/ws", "websocket")) {
            for (int i = 1; i <= 4; i++) {
                small.tell("viewer-Ada", "audience.whispered", Body.of("text", "m" + i));
            }
            socket.text("{\"id\":1,\"connect\":{\"token\":\"viewer-Ada\"}}\n{\"id\":2,\"subscribe\":{\"channel\":"
                    + "\"personal:demo\",\"recover\":true,\"epoch\":\"" + epoch + "\",\"offset\":" + offset + "}}");
            assertThat(socket.readUntil("\"id\":2"))
                    .contains("\"recovered\":false")
                    .doesNotContain("\"publications\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',subscribe,personal:demo,103",
        "'',history,personal:demo,103",
        "viewer-Ada,subscribe,personal:nowhere,102",
        "viewer-Ada,publish,personal:demo,103",
        "viewer-Ada,presence,personal:demo,108",
        "viewer-Ada,presence_stats,personal:demo,108",
    })
    void whatIsNotOffered_isRefusedWithItsCode(String token, String method, String channel, int code)
            throws IOException {
        try (RawSocket socket = connect(token)) {
            socket.text("{\"id\":2,\"" + method + "\":{\"channel\":\"" + channel + "\"}}");
            assertThat(socket.read().text()).contains("\"error\":{\"code\":" + code + ",");
        }
    }

    /** Guards: what is told while somebody subscribes is in the reply or behind it, once, wherever the two meet. */
    @Test
    void toldWhileTheySubscribe_isSeenOnceAndInOrder() throws Exception {
        int all = 400;
        Thread telling = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < all; i++) {
                room.tell("viewer-Ada", "audience.whispered", Body.of("text", "m" + i));
                Thread.yield();
            }
        });
        List<RawSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                sockets.add(connect("viewer-Ada"));
                sockets.getLast().text("{\"id\":2,\"subscribe\":{\"channel\":\"personal:demo\"}}");
            }
            telling.join();
            room.tell("viewer-Ada", "audience.whispered", Body.of("text", "last"));
            for (RawSocket socket : sockets) {
                String reply = socket.read().text();
                long from = Long.parseLong(reply.replaceAll(".*\"offset\":(\\d+),\"data\".*", "$1"));
                List<Long> seen = new ArrayList<>();
                while (from + seen.size() < all + 1) {
                    Matcher offset = OFFSET.matcher(socket.read().text());
                    assertThat(offset.find()).isTrue();
                    seen.add(Long.parseLong(offset.group(1)));
                }
                assertThat(seen)
                        .containsExactlyElementsOf(LongStream.rangeClosed(from + 1, all + 1)
                                .boxed()
                                .toList());
            }
        } finally {
            for (RawSocket socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"86400,86370", "60,30", "10,5", "1,1", "0,1"})
    void aTokenThatEnds_isSaidToEndEarlyEnoughToBringAnother(long left, long ttl) throws IOException {
        room.lives("viewer-Ada", Duration.ofSeconds(left));
        try (RawSocket socket = new RawSocket(server.port(), "/ws", "websocket");
                RawSocket forever = new RawSocket(server.port(), "/ws", "websocket")) {
            socket.text("{\"id\":1,\"connect\":{\"token\":\"viewer-Ada\"}}");
            assertThat(socket.read().text()).contains("\"expires\":true,\"ttl\":" + ttl + "}}");
            socket.text("{\"id\":2,\"refresh\":{\"token\":\"viewer-Ada\"}}");
            assertThat(socket.read().text()).contains("\"refresh\"", "\"expires\":true,\"ttl\":" + ttl + "}}");
            forever.text("{\"id\":1,\"connect\":{\"token\":\"viewer-Ben\"}}");
            assertThat(forever.read().text()).doesNotContain("expires");
        }
    }
}
