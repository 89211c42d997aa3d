package dev.vitrine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.media.MediaLink;
import dev.vitrine.core.link.Restreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestreamTest {
    private static final String KEY = "live_524287_topsecret";

    @TempDir
    Path data;

    private TestHouse house;

    @BeforeEach
    void open() {
        house = new TestHouse(data, new FakeClock()).withEvent("drop");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void target_isKeptAcrossARestart_withItsKeyAndWithoutWritingItDown() throws IOException {
        Body answer = add("rtmp://a.example/live", KEY);

        assertThat(answer.text("key")).isEqualTo("…et");
        assertThat(answer.toString()).doesNotContain(KEY);
        house.restart();
        assertThat(targets()).singleElement().satisfies(target -> {
            assertThat(target.target().url()).isEqualTo("rtmp://a.example/live");
            assertThat(target.target().key()).isEqualTo(KEY);
            assertThat(target.toString()).doesNotContain(KEY);
        });
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(KEY);
            }
        }
    }

    @Test
    void target_thatIsRemoved_isGoneWithItsKey() {
        String id = add("rtmp://a.example/live", KEY).text("id");
        house.done("drop", "restream.remove", Body.of("id", id));
        assertThat(targets()).isEmpty();
        house.restart();
        assertThat(targets()).isEmpty();
        assertThat(house.refused(Command.of("drop", "restream.remove", TestHouse.OWNER, Body.of("id", id)))
                        .status())
                .isEqualTo(404);
        assertThat(house.room("drop").read(0, 100))
                .filteredOn(record -> record.type().equals(Restreams.ADDED))
                .singleElement()
                .satisfies(record -> assertThat(
                                record.body().optionalText("secret").orElse(""))
                        .isEmpty());
    }

    @Test
    void targets_areNoMoreThanThePolicyAllows_andNoneTwice() {
        for (int i = 1; i <= 5; i++) {
            add("rtmp://a.example/live", KEY + i);
        }
        assertThat(refusal("rtmp://a.example/live", KEY + 1)).isEqualTo("too-many-restreams");
        house.done(
                "drop",
                "restream.remove",
                Body.of("id", targets().getFirst().target().id()));
        assertThat(refusal("rtmp://a.example/live", KEY + 2)).isEqualTo("restream-exists");
        assertThat(house.house().restreams().of("elsewhere")).isEmpty();
    }

    @Test
    void rights_areThoseOfWhoRunsTheShow() {
        Body body = Body.of("url", "rtmp://a.example/live", "key", KEY);
        for (String role : List.of("viewer", "chatter", "moderator", "brand", "shop", "reader")) {
            Actor actor = new Actor(Actor.Kind.STAFF, "u-1", "Someone", Set.of(role));
            assertThat(house.refused(Command.of("drop", "restream.add", actor, body))
                            .status())
                    .as(role)
                    .isEqualTo(403);
        }
        Actor producer = new Actor(Actor.Kind.STAFF, "u-2", "Producer", Set.of("producer"));
        house.done(Command.of("drop", "restream.add", producer, body));
        assertThat(house.refused(Command.of("drop", "media.link", producer, Body.of("link", "r-1", "state", "sending")))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void stateOfALink_isRecordedForStaffAlone() {
        house.house()
                .mediaLink(new MediaLink(
                        "drop",
                        "r-1",
                        MediaLink.Kind.RESTREAM,
                        MediaLink.State.WAITING,
                        "Nothing answers.",
                        Instant.EPOCH,
                        Optional.empty(),
                        0,
                        0));
        Awaitility.await()
                .untilAsserted(() -> assertThat(house.room("drop").read(0, 100))
                        .filteredOn(record -> record.type().equals("media.link"))
                        .singleElement()
                        .satisfies(record -> {
                            assertThat(record.channel()).isEqualTo(Channel.OPS);
                            assertThat(record.body().text("state")).isEqualTo("waiting");
                        }));
    }

    private Body add(String url, String key) {
        return house.done("drop", "restream.add", Body.of("url", url, "key", key));
    }

    private String refusal(String url, String key) {
        return house.refused(Command.of("drop", "restream.add", TestHouse.OWNER, Body.of("url", url, "key", key)))
                .type();
    }

    private List<Restreams.Target> targets() {
        return house.house().restreams().of("drop");
    }
}
