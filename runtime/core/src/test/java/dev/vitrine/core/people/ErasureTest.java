package dev.vitrine.core.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.chat.Verdict;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import dev.vitrine.core.log.EventLog;
import dev.vitrine.core.log.VerifyReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One person's data over a whole house: kept under their key, given out, erased everywhere, and the chain still holds.
 */
class ErasureTest {
    private static final String CANARY_NAME = "Zanzibar Quill";
    private static final String CANARY_TEXT = "my number is five-five-five-canary";

    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private TestHouse house;
    private Actor mia = TestHouse.MIA;
    private String token = "";

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo").withEvent("other");
        moderate();
        Body session = house.done(
                Command.of("demo", "session.create", house.house().access().anonymous(), Body.of("name", CANARY_NAME)));
        token = session.text("token");
        mia = house.house().access().bearer(token).orElseThrow();
    }

    private void moderate() {
        house.withModeration(
                "1.0.0", message -> message.text().contains("hold") ? Verdict.hold("test/hold") : Verdict.pass());
    }

    @AfterEach
    void close() {
        house.close();
    }

    /** Files under the data directory in which a text can be read. */
    private List<Path> filesWith(String text) throws IOException {
        byte[] needle = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        try {
                            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                                    .contains(new String(needle, StandardCharsets.ISO_8859_1));
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
        }
    }

    private void chainHolds() throws Exception {
        for (String event : List.of("demo", "other", Command.HOUSE)) {
            VerifyReport report =
                    EventLog.verify(data.resolve("events").resolve(event).resolve("log"));
            assertThat(report.whole()).as(event).isTrue();
        }
    }

    private String everythingOf(String event) {
        return house.log(event).toString()
                + house.room(event).latest(Channel.CHAT, 1_000).publications()
                + house.room(event).latest(Channel.MOD, 1_000).publications()
                + house.room(event).readForViewers(0, 1_000)
                + house.house().chat().held(event, 100, 0);
    }

    @Test
    void namesAndWords_areNeverOnDisk_andReadAsTheyWere() throws Exception {
        house.said("demo", mia, CANARY_TEXT);
        house.said("demo", mia, "hold this " + CANARY_TEXT);
        house.said("demo", TestHouse.OWNER, "the owner's words");
        assertThat(filesWith(CANARY_TEXT)).isEmpty();
        assertThat(filesWith(CANARY_NAME)).isEmpty();
        List<LogRecord> before = house.log("demo");
        house.restart();
        assertThat(house.log("demo")).isEqualTo(before);
        assertThat(everythingOf("demo")).contains(CANARY_NAME, CANARY_TEXT, "the owner's words");
        assertThat(house.house().chat().held("demo", 10, 0)).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("people.keys"))))
                .isEqualTo("rw-------");
    }

    /** Guards: a way to a plugin's view that read the log past the seal, and gave it placeholders. */
    @Test
    void aPluginThatComesLater_readsWhatWasSaid_andNothingOfWhoWasErased() {
        house.said("demo", mia, CANARY_TEXT);
        house.said("demo", TestHouse.viewer("v-bob", "Bob"), "Bob's words");
        for (boolean erased : new boolean[] {false, true}) {
            List<String> seen = new CopyOnWriteArrayList<>();
            house.attach(TestHouse.plugin("reader", "1.0." + (erased ? 1 : 0))
                    .view(new LogView() {
                        @Override
                        public Set<String> recordTypes() {
                            return Set.of("chat.message");
                        }

                        @Override
                        public void apply(LogRecord record) {
                            seen.add(record.body().text("text"));
                        }
                    })
                    .build(clock));
            assertThat(seen).containsExactly(erased ? "" : CANARY_TEXT, "Bob's words");
            if (!erased) {
                house.done(Command.HOUSE, "person.erase", Body.of("person", mia.id()));
            }
        }
    }

    @Test
    void anErasedPerson_isGoneFromEveryView_nowAndAfterARestart() throws Exception {
        long said = house.said("demo", mia, CANARY_TEXT);
        house.said("other", mia, CANARY_TEXT);
        long held = house.said("demo", mia, "hold this " + CANARY_TEXT);
        house.done("demo", "chat.remove", Body.of("seq", said));
        house.done("demo", "chat.restore", Body.of("seq", said));
        house.done("demo", "chat.approve", Body.of("seq", held));
        house.said("demo", mia, "hold that " + CANARY_TEXT);
        long kept = house.said("demo", TestHouse.viewer("v-bob", "Bob"), "Bob's words");
        house.done(Command.HOUSE, "person.erase", Body.of("person", mia.id()));
        for (int start = 0; start < 2; start++) {
            for (String event : List.of("demo", "other", Command.HOUSE)) {
                assertThat(everythingOf(event))
                        .as("%s, start %d", event, start)
                        .doesNotContain(CANARY_NAME)
                        .doesNotContain(CANARY_TEXT);
            }
            assertThat(everythingOf("demo")).contains("Bob's words");
            assertThat(house.house().chat().held("demo", 10, 0)).isEmpty();
            assertThat(house.house().access().bearer(token)).isEmpty();
            assertThat(filesWith(CANARY_TEXT)).isEmpty();
            house.restart();
        }
        assertThat(house.room("demo").read(kept - 1, 1).getFirst().body().text("text"))
                .isEqualTo("Bob's words");
        assertThat(house.room("demo").readForViewers(said - 1, 1).getFirst().type())
                .isEqualTo("core.tombstone");
        assertThat(house.refused(
                                Command.of(Command.HOUSE, "person.erase", TestHouse.OWNER, Body.of("person", mia.id())))
                        .status())
                .as("nothing is left")
                .isEqualTo(404);
        chainHolds();
    }

    @Test
    void aDeathBetweenTheRecordAndTheDeed_isMadeUpForAtTheNextStart() throws Exception {
        house.said("demo", mia, CANARY_TEXT);
        byte[] keys = Files.readAllBytes(data.resolve("people.keys"));
        house.done(Command.HOUSE, "person.erase", Body.of("person", mia.id()));
        house.close();
        Files.write(data.resolve("people.keys"), keys);
        house = new TestHouse(data, clock);
        assertThat(everythingOf("demo")).doesNotContain(CANARY_TEXT);
        house.restart();
        assertThat(Files.readAllBytes(data.resolve("people.keys"))).startsWith(new byte[KeyFile.KEY_BYTES]);
        chainHolds();
    }

    @Test
    void aMessageUnderWayWhenItsAuthorIsErased_wasNeverSaid() throws Exception {
        house.said("demo", mia, CANARY_TEXT);
        house.done(Command.HOUSE, "person.erase", Body.of("person", mia.id()));
        house.said("demo", mia, "late " + CANARY_TEXT);
        house.restart();
        assertThat(everythingOf("demo")).doesNotContain(CANARY_TEXT);
        assertThat(filesWith(CANARY_TEXT)).isEmpty();
    }

    @Test
    void aStaffAccountThatIsErased_isNoAccount_andItsDecisionsStand() {
        Body account = house.done(
                Command.HOUSE,
                "account.create",
                Body.of("login", "quentin@example.org", "name", "Quentin Quay", "roles", List.of("moderator")));
        Actor moderator = house.house()
                .badges()
                .accounts()
                .find(account.text("id"))
                .orElseThrow()
                .actor();
        long said = house.said("demo", TestHouse.viewer("v-bob", "Bob"), "Bob's words");
        house.done(Command.of("demo", "chat.remove", moderator, Body.of("seq", said)));
        house.done(Command.of("demo", "chat.restore", moderator, Body.of("seq", said)));
        house.done(Command.HOUSE, "person.erase", Body.of("person", account.text("id")));
        assertThat(everythingOf("demo")).doesNotContain("Quentin").contains("Bob's words");
        house.restart();
        assertThat(house.house().badges().accounts().find("quentin@example.org"))
                .isEmpty();
        assertThat(everythingOf("demo")).doesNotContain("Quentin").contains("Bob's words");
        assertThat(everythingOf(Command.HOUSE)).doesNotContain("Quentin", "quentin");
    }

    @Test
    void anExport_hasEverythingOfOnePersonAndNothingOfAnother() {
        house.said("demo", mia, CANARY_TEXT);
        house.said("other", mia, "and there");
        house.said("demo", TestHouse.viewer("v-bob", "Bob"), "Bob's words");
        house.done(Command.HOUSE, "person.export", Body.of("person", mia.id()));
        Body export = house.house().export(mia.id());
        assertThat(export.toString())
                .contains(CANARY_NAME, CANARY_TEXT, "and there")
                .doesNotContain("Bob");
        assertThat(export.bodies("records"))
                .extracting(record -> record.text("type"))
                .contains("core.session", "chat.message", "core.person-exported");
        assertThat(export.toString()).as("no hashes").doesNotContain("hash");
        assertThat(export.flag("complete", false)).isTrue();
    }

    @Test
    void aLogFromBeforeKeys_isReadAsItIs() {
        People people = assertDoesNotThrow(() -> People.open(data.resolve("events")));
        LogRecord old = house.log("demo").getFirst();
        assertThat(people.open(old)).isSameAs(old);
    }

    private static <T> T assertDoesNotThrow(java.util.concurrent.Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPieceThatIsMovedToAnotherRecord_orChanged_opensNothing() throws Exception {
        People people = People.open(Files.createDirectory(data.resolve("keys")));
        long said = house.said("demo", mia, CANARY_TEXT);
        LogRecord record = house.room("demo").read(said - 1, 1).getFirst();
        LogRecord sealed = people.seal(record);
        assertThat(sealed.toString()).doesNotContain(CANARY_TEXT).doesNotContain(CANARY_NAME);
        assertThat(people.open(sealed)).isEqualTo(record);
        LogRecord moved = new LogRecord(
                record.event(),
                record.seq() + 1,
                record.at(),
                record.media(),
                record.type(),
                record.channel(),
                record.offset(),
                sealed.actor(),
                record.delivery(),
                record.until(),
                sealed.body());
        assertThat(People.isErased(people.open(moved))).isTrue();
        people.close();
    }

    @Test
    void aKeyFileThatWasCutShort_opens() throws Exception {
        Path directory = Files.createDirectory(data.resolve("keys"));
        People.open(directory).close();
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("people.keys").toFile(), "rw")) {
            file.setLength(77);
        }
        People people = People.open(directory);
        LogRecord record = new LogRecord(
                "demo",
                1,
                clock.instant(),
                java.util.Optional.empty(),
                "chat.message",
                Channel.CHAT,
                1,
                mia,
                dev.vitrine.api.log.Delivery.ASAP,
                java.util.Optional.empty(),
                Body.of("author", Body.of("id", mia.id(), "name", CANARY_NAME), "text", CANARY_TEXT));
        assertThat(people.open(people.seal(record))).isEqualTo(record);
        people.close();
    }
}
