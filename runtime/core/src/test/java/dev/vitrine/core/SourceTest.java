package dev.vitrine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.media.PullSource;
import dev.vitrine.core.link.Sources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {
    private static final String URL = "rtmp://a.example/live/topsecretstream";

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
    void source_isKeptAcrossARestart_withItsAddressAndWithoutWritingItDown() throws IOException {
        Body answer = house.done("drop", "source.set", Body.of("url", URL));
        assertThat(answer.toString()).doesNotContain("topsecretstream");
        house.restart();
        assertThat(sources()).singleElement().satisfies(source -> {
            assertThat(source.url()).isEqualTo(URL);
            assertThat(source.backup()).isFalse();
            assertThat(source.name()).isEqualTo("rtmp://a.example/live/…");
            assertThat(source.toString()).doesNotContain("topsecretstream");
        });
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("topsecretstream");
            }
        }
    }

    @Test
    void schedule_isKeptAcrossARestart() {
        Body morning = Body.of("daily", "09:00", "zone", "Europe/Berlin", "files", List.of("a.mp4"), "loop", true);
        house.done("drop", "source.set", Body.of("schedule", List.of(morning.values()), "files", List.of("b.mp4")));
        List<PullSource> before = sources();
        house.restart();

        assertThat(sources()).isEqualTo(before);
        assertThat(sources().getFirst().schedule())
                .singleElement()
                .satisfies(programme -> assertThat(programme.files()).containsExactly("a.mp4"));
    }

    @Test
    void sources_areOneOfEachRole_andTheNextTakesThePlaceOfTheLast() {
        List<String> told = new CopyOnWriteArrayList<>();
        house.house().sources().onChange(told::add);
        house.done("drop", "source.set", Body.of("url", URL));
        house.done("drop", "source.set", Body.of("role", "backup", "files", List.of("loop.mp4")));
        house.done("drop", "source.set", Body.of("role", "primary", "files", List.of("a.mp4", "b.mp4"), "loop", false));

        assertThat(sources()).extracting(PullSource::backup).containsExactly(false, true);
        assertThat(sources().getFirst().files()).containsExactly("a.mp4", "b.mp4");
        assertThat(sources().getFirst().loop()).isFalse();
        assertThat(sources().get(1).loop()).isTrue();
        assertThat(told).containsExactly("drop", "drop", "drop");

        house.done("drop", "source.clear", Body.of("role", "primary"));
        house.restart();
        assertThat(sources())
                .singleElement()
                .satisfies(source -> assertThat(source.backup()).isTrue());
        assertThat(house.refused(Command.of("drop", "source.clear", TestHouse.OWNER, Body.of("role", "primary")))
                        .status())
                .isEqualTo(404);
        assertThat(house.refused(
                                Command.of("drop", "source.set", TestHouse.OWNER, Body.of("role", "third", "url", URL)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void rights_areThoseOfWhoRunsTheShow() {
        for (String role : List.of("viewer", "moderator", "brand", "reader")) {
            Actor actor = new Actor(Actor.Kind.STAFF, "u-1", "Someone", Set.of(role));
            assertThat(house.refused(Command.of("drop", "source.set", actor, Body.of("url", URL)))
                            .status())
                    .as(role)
                    .isEqualTo(403);
        }
        Actor operator = new Actor(Actor.Kind.STAFF, "u-2", "Operator", Set.of("operator"));
        house.done(Command.of("drop", "source.set", operator, Body.of("files", List.of("a.mp4"))));
    }

    @Test
    void camera_isNamedWithoutItsPasswordAndPath() {
        Body answer = house.done("drop", "source.set", Body.of("url", "rtsp://me:p@ss@cam.example:8554/a?token=hush"));
        assertThat(answer.toString()).doesNotContain("p@ss", "hush").contains("rtsp://cam.example:8554/…");
        assertThat(sources().getFirst().url()).isEqualTo("rtsp://me:p@ss@cam.example:8554/a?token=hush");
        for (String bad : List.of("rtsp://", "rtsp://me@/x", "rtsp://host/a b", "srtp://host/x", "rtsp://a b@host/x")) {
            assertThat(house.refused(Command.of("drop", "source.set", TestHouse.OWNER, Body.of("url", bad)))
                            .status())
                    .as(bad)
                    .isEqualTo(400);
        }
    }

    private List<PullSource> sources() {
        return house.house().sources().of("drop").stream()
                .map(Sources.Source::source)
                .toList();
    }
}
