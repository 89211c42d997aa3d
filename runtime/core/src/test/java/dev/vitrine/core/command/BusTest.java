package dev.vitrine.core.command;

import static dev.vitrine.core.TestHouse.MIA;
import static dev.vitrine.core.TestHouse.OWNER;
import static dev.vitrine.core.TestHouse.plugin;
import static dev.vitrine.core.TestHouse.problem;
import static dev.vitrine.core.TestHouse.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.ChangeClass;
import dev.vitrine.api.command.Command;
import dev.vitrine.api.command.CommandHandler;
import dev.vitrine.api.command.CommandType;
import dev.vitrine.api.command.Freeze;
import dev.vitrine.api.command.Moment;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.data.Problem;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.log.Draft;
import dev.vitrine.api.log.LogRecord;
import dev.vitrine.api.log.LogView;
import dev.vitrine.core.FakeClock;
import dev.vitrine.core.TestHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BusTest {
    @TempDir
    Path data;

    private final FakeClock clock = new FakeClock();
    private TestHouse house;

    @BeforeEach
    void open() {
        house = new TestHouse(data, clock).withEvent("demo");
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static Command keyed(String type, Actor actor, Body body, String key) {
        return new Command("demo", type, actor, body, Optional.of(key));
    }

    /** Sells what is in stock; its stock is a view, as a plugin's would be. */
    private static final class Shop implements CommandHandler, LogView {
        private final AtomicInteger sold = new AtomicInteger();
        private final int stock;

        Shop(int stock) {
            this.stock = stock;
        }

        @Override
        public List<CommandType> commands() {
            return List.of(new CommandType("shop.buy", "order.create", ChangeClass.SHOW, "Buy", Body.empty()));
        }

        @Override
        public Outcome handle(Command command, Moment moment) {
            if (sold.get() >= stock) {
                return Outcome.refused("sold-out", 409, "Sold out.");
            }
            return Outcome.done(
                    Draft.asap(
                            "shop.sold",
                            Channel.OVERLAY,
                            Body.of("count", command.body().integer("count"))),
                    Body.of("left", stock - sold.get() - 1));
        }

        @Override
        public Set<String> recordTypes() {
            return Set.of("shop.sold");
        }

        @Override
        public void apply(LogRecord record) {
            sold.incrementAndGet();
        }
    }

    private Shop shop(int stock) {
        Shop shop = new Shop(stock);
        house.promote(plugin("shop", "1.0.0").handler(shop).view(shop));
        return shop;
    }

    @Test
    void theSameKey_isDoneOnce_andAnsweredAlike() {
        shop(10);
        Command buy = keyed("shop.buy", MIA, Body.of("count", 1), "k1");
        Body first = house.done(buy);
        Body again = house.done(buy);
        assertThat(again).isEqualTo(first);
        assertThat(house.log("demo")).hasSize(1);
        assertThat(house.log("demo").getFirst().body().values()).containsOnlyKeys("count");
    }

    @Test
    void theSameKey_isDoneOnce_acrossARestart() {
        shop(10);
        Command buy = keyed("shop.buy", MIA, Body.of("count", 1), "k1");
        Body first = house.done(buy);
        house.restart();
        shop(10);
        assertThat(house.done(buy)).isEqualTo(first);
        assertThat(house.log("demo")).hasSize(1);
    }

    @Test
    void aKeyWhoseReplyWasASecret_isNotDoneAgain_andTheSecretIsNotKept() throws Exception {
        Command create = keyed("stream-key.create", OWNER, Body.empty(), "k1");
        String key = house.done(create).text("key");
        assertThat(house.done(create).text("key")).isEqualTo(key);
        house.restart();
        Problem problem = problem(house.submit(create));
        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.type()).isEqualTo("already-done");
        house.close();
        try (var files = java.nio.file.Files.walk(data)) {
            for (Path file : files.filter(java.nio.file.Files::isRegularFile).toList()) {
                assertThat(java.nio.file.Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(key);
            }
        }
        house = new TestHouse(data, clock);
    }

    @Test
    void theSameKeyForAnotherRequest_isRefused() {
        shop(10);
        house.done(keyed("shop.buy", MIA, Body.of("count", 1), "k1"));
        Problem problem = problem(house.submit(keyed("shop.buy", MIA, Body.of("count", 2), "k1")));
        assertThat(problem.type()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void theSameKeyOfAnotherActor_isAnother() {
        shop(10);
        house.done(keyed("shop.buy", MIA, Body.of("count", 1), "k1"));
        house.done(keyed("shop.buy", TestHouse.viewer("v-ben", "Ben"), Body.of("count", 1), "k1"));
        assertThat(house.log("demo")).hasSize(2);
    }

    @Test
    void aRefusedKey_mayTryAgain() {
        shop(0);
        Command buy = keyed("shop.buy", MIA, Body.of("count", 1), "k1");
        assertThat(problem(house.submit(buy)).type()).isEqualTo("sold-out");
        shop(1);
        house.done(buy);
    }

    @Test
    void manyAtOnce_neverOversell_withoutALock() {
        Shop shop = shop(20);
        List<CompletionStage<Outcome>> stages = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Actor actor = TestHouse.viewer("v-" + i, "V" + i);
            stages.add(house.house().bus().submit(Command.of("demo", "shop.buy", actor, Body.of("count", 1))));
        }
        long done = stages.stream()
                .map(TestHouse::get)
                .filter(Outcome.Done.class::isInstance)
                .count();
        assertThat(done).isEqualTo(20);
        assertThat(shop.sold).hasValue(20);
        assertThat(house.log("demo")).hasSize(20);
    }

    @Test
    void aBadBodyOfAPlugin_is400_andNamesTheField() {
        shop(1);
        Problem problem = house.refused(Command.of("demo", "shop.buy", MIA, Body.of("count", "twelve")));
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.detail()).contains("\"count\"").contains("twelve");
    }

    private void freeze(ChangeClass... classes) {
        house.promote(plugin("guard", "1.0.0")
                .guard((event, now) -> List.of(new Freeze(
                        "window \"Drop\"", Set.of(classes), clock.instant().plusSeconds(60), List.of("owner")))));
    }

    @Test
    void aFrozenChange_is423_andRecordedForStaff() {
        freeze(ChangeClass.CONFIGURATION);
        Actor producer = new Actor(Actor.Kind.STAFF, "p", "Pat", Set.of("producer"));
        Problem problem = house.refused(Command.of("demo", "stream-key.create", producer, Body.empty()));
        assertThat(problem.status()).isEqualTo(423);
        LogRecord record = house.log("demo").getLast();
        assertThat(record.type()).isEqualTo("core.refused");
        assertThat(record.channel()).isEqualTo(Channel.OPS);
        assertThat(record.body().text("command")).isEqualTo("stream-key.create");
        assertThat(record.body().text("actor")).isEqualTo("Pat");
    }

    @Test
    void theOwnerMayForceAFrozenChange_andItIsRecordedAsSuch() {
        freeze(ChangeClass.CONFIGURATION);
        house.done("demo", "stream-key.create", Body.of("force", true, "reason", "encoder broke"));
        LogRecord record = house.log("demo").getLast();
        assertThat(record.type()).isEqualTo("core.forced");
        assertThat(record.body().text("rule")).isEqualTo("window \"Drop\"");
        assertThat(record.body().text("reason")).isEqualTo("encoder broke");
    }

    @Test
    void aFreezeOfAnyEvent_standsAgainstPluginChanges() {
        freeze(ChangeClass.PLUGIN);
        Problem problem =
                house.refused(Command.of(Command.HOUSE, "plugin.change", OWNER, Body.of("id", "x", "state", "active")));
        assertThat(problem.status()).isEqualTo(423);
        // The house itself states facts: a version that crashed has been taken back.
        house.done(Command.of(Command.HOUSE, "plugin.change", Actor.HOUSE, Body.of("id", "x", "state", "rolled-back")));
    }

    @Test
    void moderation_isNeverFrozen() {
        freeze(ChangeClass.values());
        house.withOpenModeration();
        assertThat(problem(house.say("demo", MIA, "hello")).status()).isEqualTo(423);
        assertThat(problem(house.submit("demo", "chat.remove", Body.of("seq", 1)))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aRoomWithTooMuchToDo_refusesInsteadOfQueueing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        house.promote(plugin("slow", "1.0.0").handler(new CommandHandler() {
            @Override
            public List<CommandType> commands() {
                return List.of(new CommandType("slow.do", "public", ChangeClass.SHOW, "Slow", Body.empty()));
            }

            @Override
            public Outcome handle(Command command, Moment moment) {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Outcome.done(List.of(), Body.empty());
            }
        }));
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            all.add(house.house()
                    .bus()
                    .submit(Command.of("demo", "slow.do", MIA, Body.empty()))
                    .toCompletableFuture());
        }
        List<Problem> refused = all.stream()
                .filter(CompletableFuture::isDone)
                .map(each -> problem(each.join()))
                .toList();
        assertThat(refused).anySatisfy(problem -> {
            assertThat(problem.status()).isEqualTo(503);
            assertThat(problem.type()).isEqualTo("overloaded");
        });
        go.countDown();
        all.forEach(TestHouse::get);
    }

    @Test
    void aRecordThatIsTooLarge_isRefused_andTheRoomGoesOn() {
        house.promote(plugin("big", "1.0.0").handler(new CommandHandler() {
            @Override
            public List<CommandType> commands() {
                return List.of(new CommandType("big.do", "public", ChangeClass.SHOW, "Big", Body.empty()));
            }

            @Override
            public Outcome handle(Command command, Moment moment) {
                Body body = Body.of("text", "x".repeat(2 << 20));
                return Outcome.done(
                        List.of(
                                Draft.asap("big.small", Channel.OVERLAY, Body.empty()),
                                Draft.asap("big.big", Channel.OVERLAY, body)),
                        Body.empty());
            }
        }));
        assertThat(problem(house.submit("demo", "big.do", Body.empty())).status())
                .isEqualTo(422);
        assertThat(house.log("demo")).isEmpty();
        house.withOpenModeration();
        clock.advance(Duration.ofSeconds(1));
        assertThat(house.said("demo", MIA, "goes on")).isEqualTo(1);
    }

    @Test
    void typesInForce_areThoseOfTheHouseAndOfThePluginsInService() {
        shop(1);
        assertThat(house.house().commandTypes().stream().map(CommandType::type))
                .contains("event.create", "event.phase", "session.create", "chat.remove", "shop.buy");
        house.house().contributions().retire("shop");
        assertThat(house.house().commandTypes().stream().map(CommandType::type)).doesNotContain("shop.buy");
        assertThat(reply(house.submit("demo", "event.phase", Body.of("to", "draft")))
                        .text("phase"))
                .isEqualTo("draft");
    }
}
