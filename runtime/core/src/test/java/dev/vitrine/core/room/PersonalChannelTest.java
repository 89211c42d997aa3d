package dev.vitrine.core.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import dev.vitrine.core.access.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one person alone is told: theirs, whole after a restart, gone when they are erased. */
class PersonalChannelTest {
    private static final Actor BEN = TestHouse.viewer("v-ben", "Ben");
    private static final String SECRET = "your parcel zanzibar left";

    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private TestHouse house;

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo");
        house.withModeration(
                "1.0.0", message -> message.text().contains("hold") ? Verdict.hold("test/hold") : Verdict.pass());
        house.promote(TestHouse.plugin("letters", "1.0.0").handler(new Letters()));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void write(Actor to, String text) {
        house.done("demo", "letters.write", Body.of("to", to.id(), "text", text));
    }

    private static List<String> texts(History history) {
        return history.publications().stream()
                .map(publication -> new String(publication.data(), StandardCharsets.UTF_8))
                .map(data -> data.replaceAll(".*\"text\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    @Test
    void eachPerson_hasOffsetsOfTheirOwn_alsoAfterARestart() {
        for (int i = 1; i <= 3; i++) {
            write(TestHouse.MIA, "mia " + i);
            write(BEN, "ben " + i);
        }
        History before = house.room("demo").personalLatest(BEN.id(), 10);
        assertThat(before.topOffset()).isEqualTo(3);
        assertThat(before.publications()).extracting(Publication::offset).containsExactly(1L, 2L, 3L);
        assertThat(texts(before)).containsExactly("ben 1", "ben 2", "ben 3");
        house.restart();
        Room room = house.room("demo");
        assertThat(room.personalLatest(BEN.id(), 10).epoch()).isEqualTo(before.epoch());
        assertThat(texts(room.personalSince(BEN.id(), before.epoch(), 1, 10))).containsExactly("ben 2", "ben 3");
        assertThat(room.personalSince(TestHouse.MIA.id(), before.epoch(), 1, 10).complete())
                .as("another person's place")
                .isFalse();
        assertThat(room.personalSince(BEN.id(), before.epoch(), 4, 10).complete())
                .isFalse();
    }

    @Test
    void itIsOnNoOtherChannel_andWhoReplaysSeesNothingOfIt() {
        List<String> heard = new ArrayList<>();
        house.room("demo").listen((from, channel, publication) -> heard.add(channel + " " + publication.offset()));
        write(BEN, SECRET);
        assertThat(heard).containsExactly("PERSONAL 1");
        for (Channel channel : Channel.values()) {
            assertThat(house.room("demo").latest(channel, 100).publications()).isEmpty();
        }
        assertThat(house.room("demo").readForViewers(0, 100).toString()).doesNotContain(SECRET);
        Access access = house.house().access();
        assertThat(access.mayRead(BEN, "demo", Channel.PERSONAL)).isTrue();
        assertThat(access.mayRead(access.anonymous(), "demo", Channel.PERSONAL)).isFalse();
    }

    @Test
    void whoseHeldMessageIsDenied_isTold() {
        long held = house.said("demo", BEN, "hold this");
        house.done("demo", "chat.deny", Body.of("seq", held, "reason", "off topic"));
        LogEntryView told = LogEntryView.newest(house.room("demo"), BEN);
        assertThat(told.type()).isEqualTo(ChatTypes.OWN);
        assertThat(told.body())
                .isEqualTo(Body.of("to", BEN.id(), "target", held, "reason", "off topic", "state", "denied"));
    }

    @Test
    void anErasedPerson_leavesNothingThatTheyWereTold() throws IOException {
        write(BEN, SECRET);
        write(TestHouse.MIA, "mia's");
        assertThat(house.house().export(BEN.id()).toString()).contains(SECRET).doesNotContain("mia's");
        assertThat(filesWith(SECRET)).as("kept under a key").isEmpty();
        house.done(Command.HOUSE, "person.erase", Body.of("person", BEN.id()));
        for (int start = 0; start < 2; start++) {
            Room room = house.room("demo");
            assertThat(room.personalLatest(BEN.id(), 10).publications()).isEmpty();
            assertThat(texts(room.personalLatest(TestHouse.MIA.id(), 10))).containsExactly("mia's");
            assertThat(house.log("demo").toString()).doesNotContain(SECRET);
            house.restart();
        }
    }

    @Test
    void ringThatNoLongerReachesBack_saysSo() {
        PersonalRing ring = new PersonalRing(3);
        write(BEN, "any");
        for (int i = 0; i < 5; i++) {
            ring.add(house.log("demo").getLast(), new byte[0]);
        }
        assertThat(ring.since("e", true, BEN.id(), 2, 10).publications()).hasSize(3);
        assertThat(ring.since("e", true, BEN.id(), 1, 10).complete()).isFalse();
        assertThat(ring.since("e", false, BEN.id(), 4, 10).complete()).isFalse();
        assertThat(ring.latest("e", BEN.id(), 2).publications())
                .extracting(Publication::offset)
                .containsExactly(4L, 5L);
    }

    private List<Path> filesWith(String text) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    /** What the newest publication to a person says. */
    private record LogEntryView(String type, Body body) {
        static LogEntryView newest(Room room, Actor to) {
            Publication newest = room.personalLatest(to.id(), 1).publications().getFirst();
            return new LogEntryView(newest.record().type(), newest.record().body());
        }
    }

    /** A plugin that writes to one person. */
    private static final class Letters implements CommandHandler {
        @Override
        public List<CommandType> commands() {
            return List.of(new CommandType(
                    "letters.write",
                    "chat.moderate",
                    ChangeClass.SHOW,
                    "Writes to one person",
                    Body.of("to", "v-1", "text", "x")));
        }

        @Override
        public Outcome handle(Command command, Moment moment) {
            Body body = command.body();
            return Outcome.done(
                    Draft.personal("letters.written", body.text("to"), Body.of("text", body.text("text"))),
                    Body.empty());
        }
    }
}
