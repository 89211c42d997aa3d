package dev.vitrine.core.access;

import static dev.vitrine.core.TestHouse.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts, logins and keys over a real log. */
class AccountsTest {
    private static final String PASSWORD = "correct horse battery";
    private static final String HASH = "$argon2id$v=19$m=64,t=1,p=1$" + "c29tZXNhbHRzb21lc2FsdA" + "$" + "A".repeat(43);
    private static final String HERE = "127.0.0.1";

    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private TestHouse house;

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo").withEvent("other");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Body account(String login, String... roles) {
        String hash = TestHouse.reply(house.house().logins().hash(PASSWORD)).text("password");
        return house.done(
                Command.HOUSE,
                "account.create",
                Body.of("login", login, "name", "Mia Lang", "password", hash, "roles", List.of(roles)));
    }

    private Body login(String login) {
        return TestHouse.reply(house.house().logins().login(login, PASSWORD, HERE));
    }

    private Optional<Actor> bearer(String token) {
        return house.house().access().bearer(token);
    }

    @Test
    void aLogin_opensASession_thatSurvivesARestartAndEnds() {
        account("mia", "moderator");
        Body session = login("mia");
        assertThat(bearer(session.text("token"))).hasValueSatisfying(actor -> {
            assertThat(actor.kind()).isEqualTo(Actor.Kind.STAFF);
            assertThat(actor.name()).isEqualTo("Mia Lang");
            assertThat(actor.roles()).containsExactly("moderator");
        });
        assertThat(house.log(Command.HOUSE).toString())
                .as("no secret on the log")
                .doesNotContain(session.text("token"), PASSWORD);
        house.restart();
        assertThat(bearer(session.text("token"))).isPresent();
        clock.advance(Duration.ofHours(13));
        assertThat(bearer(session.text("token"))).isEmpty();
    }

    @Test
    void aWrongPasswordAndAnUnknownName_areTheSameAnswer() {
        account("mia", "moderator");
        Problem wrong = TestHouse.problem(house.house().logins().login("mia", "wrong horse battery", HERE));
        Problem unknown = TestHouse.problem(house.house().logins().login("nobody", PASSWORD, HERE));
        assertThat(wrong).isEqualTo(unknown);
        assertThat(wrong.status()).isEqualTo(401);
    }

    @Test
    void tooManyTries_areRefusedWithoutHashing_andOnlyFromThere() {
        account("mia", "moderator");
        for (int i = 0; i < 5; i++) {
            house.house().logins().login("mia", "wrong horse battery", HERE);
        }
        Problem problem = TestHouse.problem(house.house().logins().login("mia", PASSWORD, HERE));
        assertThat(problem.status()).isEqualTo(429);
        assertThat(problem.extra().integer("retryAfterMs")).isPositive();
        assertThat(TestHouse.reply(house.house().logins().login("mia", PASSWORD, "192.0.2.7"))
                        .text("token"))
                .isNotEmpty();
        clock.advance(Duration.ofSeconds(11));
        assertThat(login("mia").text("token")).isNotEmpty();
    }

    @Test
    void aFloodOfLogins_isRefusedBeyondAShortQueue() throws Exception {
        AtomicInteger busy = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> flood = IntStream.range(0, 300)
                    .mapToObj(i -> (Callable<Integer>) () -> {
                        Problem problem =
                                TestHouse.problem(house.house().logins().login("guess-" + i, PASSWORD, HERE));
                        return problem.status();
                    })
                    .toList();
            for (Future<Integer> each : threads.invokeAll(flood)) {
                if (each.get() == 503) {
                    busy.incrementAndGet();
                }
            }
        }
        assertThat(busy.get()).as("most of 300 at once are not hashed").isGreaterThan(150);
    }

    @Test
    void aRoleForOneEvent_countsThereAlone() {
        account("mia", "moderator@demo", "producer@other");
        Actor mia = bearer(login("mia").text("token")).orElseThrow();
        Access access = house.house().access();
        assertThat(access.may(mia.in("demo"), "chat.moderate")).isTrue();
        assertThat(access.may(mia.in("other"), "chat.moderate")).isFalse();
        assertThat(access.may(mia.in("other"), "cue.write")).isTrue();
        assertThat(access.may(mia.in("third"), "chat.send")).isTrue();
        assertThat(mia.in("third").isStaff()).isFalse();
        assertThat(access.may(mia.in(Command.HOUSE), "event.write")).isFalse();
        assertThat(access.mayRead(mia, "demo", Channel.MOD)).isTrue();
        assertThat(access.mayRead(mia, "third", Channel.MOD)).isFalse();
        assertThat(access.mayRead(mia, "third", Channel.CHAT)).isTrue();
        assertThat(access.mayRead(mia, Command.HOUSE, Channel.OPS)).isFalse();
        assertThat(house.refused(Command.of("third", "event.phase", mia, Body.of("to", "ready")))
                        .status())
                .isEqualTo(404);
        assertThat(house.refused(Command.of("demo", "event.phase", mia, Body.of("to", "ready")))
                        .status())
                .as("a moderator here")
                .isEqualTo(403);
        assertThat(house.refused(Command.of("other", "event.phase", mia, Body.of("to", "ready")))
                        .type())
                .as("a producer there, where the gates say no")
                .isEqualTo("gates-failed");
        house.refused(Command.of("demo", "chat.remove", mia, Body.of("seq", 1)));
    }

    @Test
    void aRecord_namesTheRolesOfItsOwnEventAlone() {
        account("mia", "owner@demo", "producer@other");
        Actor mia = bearer(login("mia").text("token")).orElseThrow();
        house.done(Command.of("demo", "event.phase", mia, Body.of("to", "live", "force", true, "reason", "rehearsal")));
        assertThat(house.log("demo").getLast().actor().roles()).containsExactly("owner");
        assertThat(house.refused(Command.of(
                                "other",
                                "event.phase",
                                mia,
                                Body.of("to", "live", "force", true, "reason", "rehearsal")))
                        .type())
                .as("only an owner forces, and only there")
                .isEqualTo("wrong-phase");
    }

    @Test
    void takenRoles_disabling_aNewPasswordAndARevokedSession_holdAtOnce() {
        account("mia", "moderator");
        AtomicInteger told = new AtomicInteger();
        house.house().access().onChange(told::incrementAndGet);
        Body session = login("mia");
        Grant grant = house.house().access().grant(session.text("token")).orElseThrow();
        house.done(Command.HOUSE, "account.roles", Body.of("id", "mia", "roles", List.of("brand")));
        assertThat(house.house().access().current(grant).orElseThrow().roles()).containsExactly("brand");
        house.done(Command.HOUSE, "session.revoke", Body.of("id", session.text("session")));
        assertThat(house.house().access().current(grant)).isEmpty();
        Body second = login("mia");
        house.done(Command.HOUSE, "account.password", Body.of("id", "mia", "password", HASH));
        assertThat(bearer(second.text("token"))).isEmpty();
        assertThat(TestHouse.problem(house.house().logins().login("mia", PASSWORD, HERE))
                        .status())
                .isEqualTo(401);
        house.done(Command.HOUSE, "account.disable", Body.of("id", "mia"));
        assertThat(house.house().badges().accounts().find("mia").orElseThrow().disabled())
                .isTrue();
        assertThat(told.get()).isEqualTo(4);
        house.restart();
        assertThat(bearer(session.text("token"))).isEmpty();
        assertThat(bearer(second.text("token"))).isEmpty();
    }

    @Test
    void aTicket_isWorthWhatItsGroundsAreWorthWhenItIsUsed() {
        account("mia", "moderator");
        Body session = login("mia");
        Access access = house.house().access();
        Grant grant = access.grant(session.text("token")).orElseThrow();
        String used = access.ticket(grant);
        assertThat(access.admit(used))
                .hasValueSatisfying(each -> assertThat(each.actor().name()).isEqualTo("Mia Lang"));
        assertThat(access.admit(used)).isEmpty();
        assertThat(access.bearer(access.ticket(grant)))
                .as("a ticket is no token")
                .isEmpty();
        String late = access.ticket(grant);
        house.done(Command.HOUSE, "session.revoke", Body.of("id", session.text("session")));
        assertThat(access.admit(late)).isEmpty();
    }

    @Test
    void anApiKey_isShownOnce_opensItsScope_andCanBeRevoked() {
        Body key = house.done(
                Command.HOUSE,
                "api-key.create",
                Body.of("name", "stock sync", "roles", List.of("shop@demo"), "days", 30));
        assertThat(key.text("key")).startsWith("vk_");
        Actor machine = bearer(key.text("key")).orElseThrow();
        Access access = house.house().access();
        assertThat(access.may(machine.in("demo"), "product.write")).isTrue();
        assertThat(access.may(machine.in("other"), "product.write")).isFalse();
        assertThat(house.log(Command.HOUSE).toString()).doesNotContain(key.text("key"));
        house.restart();
        assertThat(bearer(key.text("key"))).isPresent();
        clock.advance(Duration.ofDays(31));
        assertThat(bearer(key.text("key"))).isEmpty();
        Body forever =
                house.done(Command.HOUSE, "api-key.create", Body.of("name", "board", "roles", List.of("reader")));
        house.done(Command.HOUSE, "api-key.revoke", Body.of("id", forever.text("id")));
        assertThat(bearer(forever.text("key"))).isEmpty();
    }

    @Test
    void whatIsWrong_isNamed() {
        account("mia", "moderator");
        assertThat(house.refused(Command.of(
                                Command.HOUSE, "account.create", OWNER, Body.of("login", "mia", "roles", List.of())))
                        .type())
                .isEqualTo("account-exists");
        for (List<String> roles : List.of(
                List.of("king"), List.of("house"), List.of("plugin@demo"), List.of("moderator@"), List.of("@demo"))) {
            assertThat(house.refused(Command.of(
                                    Command.HOUSE, "account.roles", OWNER, Body.of("id", "mia", "roles", roles)))
                            .detail())
                    .as(roles.toString())
                    .contains("roles");
        }
        assertThat(house.refused(Command.of(
                                Command.HOUSE,
                                "account.password",
                                OWNER,
                                Body.of("id", "mia", "password", "plain text")))
                        .detail())
                .contains("password");
        assertThat(house.refused(Command.of(Command.HOUSE, "account.disable", OWNER, Body.of("id", "nobody")))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void nobodyButTheHouse_opensASession_andOnlyAnOwnerMakesOwners() {
        account("mia", "moderator");
        assertThat(house.refused(Command.of(
                                Command.HOUSE, "session.open", OWNER, Body.of("account", "mia", "how", "password")))
                        .status())
                .isEqualTo(403);
        Actor clerk = new Actor(Actor.Kind.STAFF, "u-clerk", "Clerk", Set.of("clerk"));
        assertThat(house.refused(Command.of(
                                Command.HOUSE,
                                "account.create",
                                clerk,
                                Body.of("login", "eve", "roles", List.of("owner"))))
                        .status())
                .isIn(400, 403);
        Actor mia = bearer(login("mia").text("token")).orElseThrow();
        Outcome outcome = house.submit(
                Command.of(Command.HOUSE, "account.roles", mia, Body.of("id", "mia", "roles", List.of("owner"))));
        assertThat(TestHouse.problem(outcome).status()).isEqualTo(403);
    }
}
