package dev.vitrine.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.core.access.Badges;
import dev.vitrine.core.access.LoginDesk;
import dev.vitrine.core.access.Roles;
import dev.vitrine.core.access.Secrets;
import dev.vitrine.core.command.Bus;
import dev.vitrine.core.command.CoreCommand;
import dev.vitrine.core.policy.PolicyFiles;
import dev.vitrine.core.room.FlakyRoom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be put on record is not done: there is no way to act without a trace, not even on a broken disk. */
class AuditTest {
    private final FakeClock clock = new FakeClock();
    private final Secrets secrets = new Secrets();
    private final AtomicInteger erasures = new AtomicInteger();
    private Roles roles = new Roles(java.util.Map.of(), java.util.Map.of());
    private Badges badges = new Badges("test-owner-token", clock, secrets, () -> roles);
    private FlakyRoom house;
    private Bus bus;
    private LoginDesk logins;

    @BeforeEach
    void open() throws Exception {
        roles = Roles.of(
                PolicyFiles.load(TestHouse.POLICIES, Path.of("nowhere")).policy("roles"));
        house = new FlakyRoom(Command.HOUSE, clock, badges::apply);
        List<CoreCommand> commands = new ArrayList<>();
        commands.addAll(
                new AccountCommands(secrets, badges, () -> roles.rights().keySet()).all());
        commands.addAll(new PeopleCommands(person -> true, (command, done) -> erasures.incrementAndGet()).all());
        bus = new Bus(
                clock,
                () -> roles,
                house.contributions()::routing,
                event -> event.equals(Command.HOUSE) ? Optional.of(house.room()) : Optional.empty(),
                commands);
        logins = new LoginDesk(badges.accounts(), bus, clock);
    }

    @AfterEach
    void close() {
        logins.close();
        house.close();
    }

    private Outcome submit(String type, Body body) {
        return TestHouse.get(bus.submit(Command.of(Command.HOUSE, type, TestHouse.OWNER, body)));
    }

    @Test
    void whatCannotBeRecorded_isNotDone() {
        String hash = TestHouse.reply(logins.hash("correct horse battery")).text("password");
        Body account = TestHouse.reply(
                submit("account.create", Body.of("login", "mia", "password", hash, "roles", List.of("moderator"))));
        house.disk().fillUp();
        await().until(() -> submit("person.export", Body.of("person", "v-1a2b3c4d")) instanceof Outcome.Refused);
        int before = house.room().read(0, 1_000).size();
        List<Problem> problems = List.of(
                TestHouse.problem(submit("account.create", Body.of("login", "eve", "roles", List.of("moderator")))),
                TestHouse.problem(
                        submit("account.roles", Body.of("id", account.text("id"), "roles", List.of("brand")))),
                TestHouse.problem(submit("api-key.create", Body.of("name", "board", "roles", List.of("reader")))),
                TestHouse.problem(submit("person.export", Body.of("person", "v-1a2b3c4d"))),
                TestHouse.problem(submit("person.erase", Body.of("person", "v-1a2b3c4d"))),
                TestHouse.problem(logins.login("mia", "correct horse battery", "127.0.0.1")));
        assertThat(problems).extracting(Problem::status).containsOnly(507);
        assertThat(badges.accounts().find("eve")).isEmpty();
        assertThat(badges.accounts().find("mia").orElseThrow().roles()).containsExactly("moderator");
        assertThat(badges.apiKeys().all()).isEmpty();
        assertThat(badges.staffSessions().all()).isEmpty();
        assertThat(erasures).hasValue(0);
        house.disk().mend();
        await().until(() -> submit("person.erase", Body.of("person", "v-1a2b3c4d")) instanceof Outcome.Done);
        assertThat(erasures).hasValue(1);
        assertThat(house.room().read(0, 1_000)).hasSizeGreaterThan(before);
    }

    @Test
    void everyActionOnAccountsAndPersons_isOneRecordThatSaysWho() {
        List<String> types = new ArrayList<>();
        submit("account.create", Body.of("login", "mia", "roles", List.of("moderator")));
        submit("account.roles", Body.of("id", "mia", "roles", List.of("brand")));
        submit("account.disable", Body.of("id", "mia"));
        submit("account.disable", Body.of("id", "mia", "disabled", false));
        String key = TestHouse.reply(submit("api-key.create", Body.of("name", "board", "roles", List.of("reader"))))
                .text("id");
        submit("api-key.revoke", Body.of("id", key));
        submit("person.export", Body.of("person", "v-1a2b3c4d"));
        submit("person.erase", Body.of("person", "v-1a2b3c4d"));
        for (LogRecord record : house.room().read(0, 1_000)) {
            types.add(record.type());
            assertThat(record.actor()).isEqualTo(TestHouse.OWNER);
            assertThat(record.actor().kind()).isEqualTo(Actor.Kind.STAFF);
        }
        assertThat(types)
                .containsExactly(
                        "core.account",
                        "core.account-changed",
                        "core.account-changed",
                        "core.account-changed",
                        "core.api-key",
                        "core.api-key-revoked",
                        "core.person-exported",
                        "core.person-erased");
    }
}
