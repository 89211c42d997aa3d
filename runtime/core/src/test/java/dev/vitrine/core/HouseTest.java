package dev.vitrine.core;

import static dev.vitrine.core.TestHouse.MIA;
import static dev.vitrine.core.TestHouse.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Phase;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Room;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HouseTest {
    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private TestHouse house;

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo").withOpenModeration();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aMessageIsJudgedStoredAndPublished() {
        long seq = house.said("demo", MIA, "  Hello\u0007 there  ");
        History history = house.room("demo").latest(Channel.CHAT, 10);
        assertThat(history.publications()).hasSize(1);
        LogRecord record = history.publications().getFirst().record();
        assertThat(record.seq()).isEqualTo(seq);
        assertThat(record.body().text("text")).isEqualTo("Hello there");
        assertThat(record.body().body("author").text("name")).isEqualTo("Mia");
        assertThat(house.room("demo").lastSeq()).isEqualTo(seq);
    }

    @Test
    void anEventThatDoesNotExist_isNamed() {
        Problem problem = house.refused(Command.of("nowhere", "event.phase", OWNER, Body.of("to", "ready")));
        assertThat(problem.status()).isEqualTo(404);
        assertThat(problem.detail()).contains("nowhere");
    }

    @Test
    void aCommandThatNobodyHandles_isNamed() {
        Problem problem = house.refused(Command.of("demo", "cta.cue", OWNER, Body.empty()));
        assertThat(problem.status()).isEqualTo(404);
        assertThat(problem.type()).isEqualTo("unknown-command");
        assertThat(problem.detail()).contains("cta.cue");
    }

    @Test
    void aBadField_isNamed() {
        Problem problem = house.refused(
                Command.of(Command.HOUSE, "event.create", OWNER, Body.of("id", "Not An Id", "title", "x")));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).contains("\"id\"");
    }

    @Test
    void anEventExistsOnce() {
        Problem problem = house.refused(Command.of(Command.HOUSE, "event.create", OWNER, Body.of("id", "demo")));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.type()).isEqualTo("event-exists");
    }

    @Test
    void aViewerMayNotCreateEvents() {
        Problem problem = house.refused(Command.of(Command.HOUSE, "event.create", MIA, Body.of("id", "mine")));
        assertThat(problem.status()).isEqualTo(403);
        assertThat(problem.detail()).contains("Mia").contains("event.write");
    }

    @Test
    void nobodyButTheHouseStatesTheStream() {
        Problem problem = house.refused(Command.of("demo", "core.stream", OWNER, Body.of("state", "LIVE")));
        assertThat(problem.status()).isEqualTo(403);
    }

    @Test
    void readyRunsTheGates_andNamesEachThatFails() {
        house.house().contributions().retire("chat-moderation");
        Problem problem = house.refused(Command.of("demo", "event.phase", OWNER, Body.of("to", "ready")));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.type()).isEqualTo("gates-failed");
        assertThat(problem.detail())
                .contains("stream-live")
                .contains("chat-moderated")
                .contains("OFFLINE");
        assertThat(problem.extra().bodies("gates")).hasSize(2);
    }

    @Test
    void theOwnerMayForceAPhase_andItIsRecordedAsSuch() {
        house.done("demo", "event.phase", Body.of("to", "live", "force", true, "reason", "rehearsal"));
        assertThat(house.room("demo").phase()).isEqualTo(Phase.LIVE);
        LogRecord record = house.log("demo").getLast();
        assertThat(record.type()).isEqualTo("core.phase");
        assertThat(record.body().flag("forced", false)).isTrue();
        assertThat(record.body().text("reason")).isEqualTo("rehearsal");
    }

    @Test
    void forceWithoutAReason_isABadRequest() {
        Problem problem = house.refused(Command.of("demo", "event.phase", OWNER, Body.of("to", "live", "force", true)));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).contains("\"reason\"");
    }

    @Test
    void aPhaseThatDoesNotFollow_isRefusedWithThoseThatDo() {
        Problem problem = house.refused(Command.of("demo", "event.phase", OWNER, Body.of("to", "ended")));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.detail()).contains("draft").contains("ready");
    }

    @Test
    void aSecondHouseOnTheSameDirectory_isRefusedWithWhoHasIt() {
        assertThatThrownBy(() -> new TestHouse(data, clock))
                .isInstanceOf(HouseException.class)
                .hasMessageContaining(data.toString())
                .hasMessageContaining("process " + ProcessHandle.current().pid());
        house.said("demo", MIA, "still here");
    }

    @Test
    void theOwnersToken_isMadeOnceAndReadableByTheOwnerAlone(@TempDir Path fresh) throws Exception {
        HouseConfig config = new HouseConfig(fresh, TestHouse.POLICIES, clock, Optional.empty());
        String token;
        try (House first = House.open(config)) {
            assertThat(first.ownerTokenIsNew()).isTrue();
            token = first.ownerToken();
            assertThat(first.access().bearer(token)).hasValueSatisfying(actor -> {
                assertThat(actor.kind()).isEqualTo(Actor.Kind.STAFF);
                assertThat(first.access().may(actor, "plugin.write")).isTrue();
            });
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fresh.resolve("owner-token"))))
                .isEqualTo("rw-------");
        try (House second = House.open(config)) {
            assertThat(second.ownerTokenIsNew()).isFalse();
            assertThat(second.ownerToken()).isEqualTo(token);
        }
    }

    @Test
    void aStreamKey_isShownOnceKeptAsAHashAndCanBeRevoked() throws Exception {
        Body reply = house.done("demo", "stream-key.create", Body.empty());
        String key = reply.text("key");
        assertThat(house.house().authorise(key)).hasValueSatisfying(grant -> {
            assertThat(grant.event()).isEqualTo("demo");
            assertThat(grant.keyId()).isEqualTo(reply.text("id"));
        });
        assertThat(house.house().authorise(key + "x")).isEmpty();
        assertThat(house.log("demo").toString()).doesNotContain(key);
        house.restart();
        assertThat(house.house().authorise(key)).isPresent();
        house.done("demo", "stream-key.revoke", Body.of("id", reply.text("id")));
        assertThat(house.house().authorise(key)).isEmpty();
        house.restart();
        assertThat(house.house().authorise(key)).isEmpty();
    }

    @Test
    void aSession_hasACleanNameAndEnds() {
        Body reply = house.done(Command.of(
                "demo", "session.create", house.house().access().anonymous(), Body.of("name", " Mia\u202E \n Lang ")));
        assertThat(reply.text("name")).isEqualTo("Mia Lang");
        String token = reply.text("token");
        assertThat(house.house().access().bearer(token)).hasValueSatisfying(actor -> {
            assertThat(actor.name()).isEqualTo("Mia Lang");
            assertThat(house.house().access().may(actor, "chat.send")).isTrue();
            assertThat(house.house().access().may(actor, "chat.moderate")).isFalse();
        });
        house.restart();
        assertThat(house.house().access().bearer(token)).isPresent();
        clock.advance(java.time.Duration.ofHours(25));
        assertThat(house.house().access().bearer(token)).isEmpty();
    }

    @Test
    void aNameOfNothing_isRefused() {
        for (String name : List.of("", "  ", "\u202E\u200B", "x".repeat(33))) {
            Problem problem = house.refused(Command.of("demo", "session.create", MIA, Body.of("name", name)));
            assertThat(problem.status()).isEqualTo(400);
            assertThat(problem.detail()).contains("\"name\"");
        }
    }

    @Test
    void anonymousViewers_watchAndHaveNoNameToChatWith() {
        Actor anonymous = house.house().access().anonymous();
        assertThat(TestHouse.problem(house.say("demo", anonymous, "hi")).status())
                .isEqualTo(403);
    }

    @Test
    void aSnapshot_saysPhaseTitleSeqAndStream() {
        Room room = house.room("demo");
        Body snapshot = TestHouse.get(room.snapshot(Channel.STREAM));
        assertThat(snapshot.text("phase")).isEqualTo("draft");
        assertThat(snapshot.text("title")).isEqualTo("Test");
        assertThat(snapshot.integer("seq")).isEqualTo(room.lastSeq());
        assertThat(snapshot.body("stream").text("state")).isEqualTo("OFFLINE");
    }
}
