package dev.vitrine.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.vitrine.api.access.Actor;
import dev.vitrine.api.command.Outcome;
import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A version's way into service and out of it, good plugins and bad ones. */
class PluginManagerTest {
    private static final Duration WATCH = Duration.ofMinutes(5);
    private static final Duration NO_WATCH = Duration.ZERO;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path data;

    @SuppressWarnings("NullAway.Init") // started before each test
    private TestServer server;

    @BeforeEach
    void start() {
        server = TestServer.start(data, WATCH);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void restart(Duration watch) {
        server.close();
        server = TestServer.start(data, watch);
    }

    private PluginInfo plugin(String id) {
        return server.plugins.plugin(id).orElseThrow();
    }

    private PluginRefused refused(FixturePlugin fixture) {
        return catchThrowableOfType(PluginRefused.class, () -> server.install(fixture.version("1.0.0")));
    }

    private String state(String text) throws Exception {
        return switch (server.chat("show", text)) {
            case Outcome.Done done -> done.reply().text("state");
            case Outcome.Refused refused -> refused.problem().type();
        };
    }

    // ------------------------------------------------------------------------------------------------ good ones

    @Test
    void install_ofAGoodPlugin_isInServiceAndOnTheLog() throws Exception {
        PluginInfo info = server.install(Fixtures.counter().version("1.0.0"));

        assertThat(info.id()).isEqualTo("counter");
        assertThat(info.version()).isEqualTo("1.0.0");
        assertThat(info.previous()).isEmpty();
        server.liveEvent("show");
        assertThat(count()).isEqualTo(Body.of("before", 0, "version", "1.0.0"));
        assertThat(server.plugins.why("counter")).contains("Version 1.0.0").contains("is in service since");
        assertThat(data.resolve("plugins/counter/1.0.0/plugin.jar")).isRegularFile();
        assertThat(data.resolve("plugins/counter/1.0.0/sha256")).isRegularFile();
    }

    /** Adds one and returns what the plugin said, without the host's own members. */
    private Body count() throws Exception {
        Outcome outcome = server.submit(TestServer.GUEST, "show", "counter.add", Body.of("by", 1));
        assertThat(outcome).isInstanceOf(Outcome.Done.class);
        Body reply = ((Outcome.Done) outcome).reply();
        return Body.of("before", reply.integer("before"), "version", reply.text("version"));
    }

    @Test
    void update_takesOverWithAllItsStateRebuilt_andRollbackIsInstantWhileWarm() throws Exception {
        server.install(Fixtures.counter().version("1.0.0"));
        server.liveEvent("show");
        count();
        count();

        PluginInfo updated = server.install(Fixtures.counter().version("1.1.0"));
        assertThat(updated.state()).isEqualTo(PluginState.WATCHED);
        assertThat(updated.previous()).contains("1.0.0");
        assertThat(count()).isEqualTo(Body.of("before", 2, "version", "1.1.0"));

        PluginInfo back = server.plugins.rollback("counter", TestServer.OPERATOR);
        assertThat(back.version()).isEqualTo("1.0.0");
        assertThat(back.previous()).contains("1.1.0");
        assertThat(count())
                .as("the warm version was fed all along")
                .isEqualTo(Body.of("before", 3, "version", "1.0.0"));
    }

    @Test
    void rollback_afterTheWatchTime_startsThePreviousVersionFromDisk() throws Exception {
        restart(NO_WATCH);
        server.install(Fixtures.counter().version("1.0.0"));
        server.install(Fixtures.counter().version("1.1.0"));
        server.liveEvent("show");
        count();
        await().until(() -> plugin("counter").state() == PluginState.ACTIVE
                && server.plugins.loaders().retiring() == 0);

        PluginInfo back = server.plugins.rollback("counter", TestServer.OPERATOR);

        assertThat(back.version()).isEqualTo("1.0.0");
        assertThat(count()).isEqualTo(Body.of("before", 1, "version", "1.0.0"));
        assertThat(server.plugins.rollback("counter", TestServer.OPERATOR).version())
                .as("and forward again")
                .isEqualTo("1.1.0");
    }

    @Test
    void restart_bringsBackWhatWasInService() throws Exception {
        server.install(Fixtures.counter().version("1.0.0"));
        server.install(Fixtures.counter().version("1.1.0"));
        server.liveEvent("show");
        count();

        restart(WATCH);

        assertThat(plugin("counter").version()).isEqualTo("1.1.0");
        assertThat(plugin("counter").previous()).contains("1.0.0");
        assertThat(count()).isEqualTo(Body.of("before", 1, "version", "1.1.0"));
    }

    @Test
    void configuration_fromTheFileReachesThePlugin() throws Exception {
        server.close();
        server = TestServer.start(data, WATCH, Map.of("configured", Map.of("word", "flimm")), List.of());
        server.install(Fixtures.needsConfiguration().version("1.0.0"));
        server.install(moderation().version("1.0.0"));
        server.liveEvent("show");

        assertThat(state("flimm for all")).isEqualTo("held");
        assertThat(state("tea for all")).isEqualTo("shown");
    }

    /** The shipped policy wants a plugin of this id before anything is shown. */
    private static FixturePlugin moderation() {
        return FixturePlugin.component("chat-moderation", "ChatFilter", """
            public Verdict review(ChatMessage message) { return Verdict.pass(); }
            """);
    }

    @Test
    void remove_takesItOutOfServiceAndUninstalls_andRollbackBringsItBack() throws Exception {
        server.install(moderation().version("1.0.0"));
        server.liveEvent("show");
        assertThat(state("hello")).isEqualTo("shown");

        server.plugins.remove("chat-moderation", TestServer.OPERATOR);

        assertThat(server.plugins.list()).isEmpty();
        assertThat(state("hello again")).as("no moderation means hold").isEqualTo("held");
        await().until(() -> server.plugins.loaders().retiring() == 0);
        assertThat(server.framework.context().getBundles())
                .noneMatch(bundle -> bundle.getSymbolicName().equals("chat-moderation"));

        assertThat(server.plugins
                        .rollback("chat-moderation", TestServer.OPERATOR)
                        .version())
                .isEqualTo("1.0.0");
        assertThat(state("and back")).isEqualTo("shown");
    }

    @Test
    void timers_runInServiceAlone_andEndWithTheVersion() throws Exception {
        server.liveEvent("show");
        server.install(Fixtures.ticker().version("1.0.0"));
        await().until(() -> !ticks("1.0.0").isEmpty());

        server.install(Fixtures.ticker().version("2.0.0"));
        await().until(() -> !ticks("2.0.0").isEmpty());
        int old = ticks("1.0.0").size();
        int seen = ticks("2.0.0").size();
        await().until(() -> ticks("2.0.0").size() > seen + 5);
        assertThat(ticks("1.0.0")).as("the warm version ticks into the void").hasSize(old);

        server.plugins.remove("ticker", TestServer.OPERATOR);
        await().until(() -> server.plugins.loaders().retiring() == 0);
        assertThat(server.plugins.loaders().retired()).isEqualTo(2);
    }

    private List<LogRecord> ticks(String version) {
        return server.house.rooms().room("show").orElseThrow().read(0, 10_000).stream()
                .filter(entry -> entry.type().equals("ticker.ticked"))
                .filter(entry -> entry.body().text("version").equals(version))
                .toList();
    }

    // ------------------------------------------------------------------------------------------------ watch

    @Test
    void newVersionThatFailsItsCalls_isFlippedBackByItself_andTheReasonIsKept() throws Exception {
        server.install(moderation().version("1.0.0"));
        server.install(Fixtures.wordHold().version("1.0.0"));
        server.liveEvent("show");
        server.install(Fixtures.wordHold().version("2.0.0"));
        assertThat(state("all is well")).isEqualTo("shown");

        await().until(() -> {
            assertThat(state("boom")).as("a failing filter holds").isIn("held", "too-fast");
            return plugin("word-hold").version().equals("1.0.0");
        });

        PluginInfo info = plugin("word-hold");
        assertThat(info.previous()).contains("2.0.0");
        assertThat(info.why().orElseThrow())
                .contains("version 2.0.0")
                .contains("failed within its watch time")
                .contains("Version 1.0.0 was put back")
                .contains("no idea what this is");
        assertThat(server.plugins.why("word-hold")).contains("was put back");
        await().until(() -> plugin("word-hold").state() == PluginState.ACTIVE);
    }

    @Test
    void hangingFilter_isLateAndFlippedBackToo() throws Exception {
        server.install(moderation().version("1.0.0"));
        server.install(Fixtures.wordHold().version("1.0.0"));
        server.liveEvent("show");
        server.install(Fixtures.wordHold().version("2.0.0"));

        await().until(() -> {
            assertThat(state("hang")).isIn("held", "too-fast");
            return plugin("word-hold").version().equals("1.0.0");
        });

        assertThat(plugin("word-hold").why().orElseThrow()).contains("took longer than");
    }

    // ------------------------------------------------------------------------------------------------ guard

    @Test
    void freeze_refusesEveryChangeWithRuleUntilAndApprovers_andNothingIsLeftBehind() throws Exception {
        server.install(Fixtures.counter().version("1.0.0"));
        server.install(Fixtures.freezer().version("1.0.0"));

        for (PluginChange change : List.<PluginChange>of(
                () -> server.install(Fixtures.counter().version("2.0.0")),
                () -> server.plugins.rollback("counter", TestServer.OPERATOR),
                () -> server.plugins.remove("counter", TestServer.OPERATOR))) {
            PluginRefused refused = catchThrowableOfType(PluginRefused.class, change::make);
            if (refused.problem().type().equals("no-previous")) {
                continue;
            }
            assertThat(refused.problem().status()).as(refused.sentence()).isEqualTo(423);
            assertThat(refused.problem().extra().text("rule")).isEqualTo("window \"Friday drop\"");
            assertThat(refused.problem().extra().text("until")).isNotBlank();
            assertThat(refused.problem().extra().texts("approvers")).containsExactly("owner");
        }
        assertThat(plugin("counter").version()).isEqualTo("1.0.0");
        assertThat(server.framework.context().getBundles())
                .filteredOn(bundle -> bundle.getSymbolicName().equals("counter"))
                .hasSize(1);
    }

    private interface PluginChange {
        void make() throws Exception;
    }

    @Test
    void changeWithoutTheRight_isRefused() {
        PluginRefused refused = catchThrowableOfType(
                PluginRefused.class,
                () -> server.plugins.install(
                        new java.io.ByteArrayInputStream(Fixtures.counter().version("1.0.0")),
                        Optional.empty(),
                        new Actor(Actor.Kind.VIEWER, "v-1", "Guest", java.util.Set.of("viewer"))));

        assertThat(refused.problem().status()).isEqualTo(403);
        assertThat(server.plugins.list()).noneMatch(plugin -> plugin.state() == PluginState.ACTIVE);
    }

    // ------------------------------------------------------------------------------------------------ no plugin

    @Test
    void uploadThatIsNoJar_isNamed() {
        PluginRefused refused = catchThrowableOfType(
                PluginRefused.class, () -> server.install("no jar at all".getBytes(StandardCharsets.UTF_8)));

        assertThat(refused.problem().type()).isEqualTo("not-a-jar");
        assertThat(refused.sentence()).startsWith("The upload is no jar file");
        assertThat(server.plugins.list()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Bundle-SymbolicName |                                         | not-a-bundle     | no OSGi bundle
        Vitrine-Plugin      |                                         | not-a-plugin     | "Vitrine-Plugin"
        Vitrine-Plugin      | ../escape                               | not-a-plugin     | "../escape" is no plugin id
        Service-Component   |                                         | no-component     | has no component
        Service-Component   | OSGI-INF/none.xml                       | no-component     | has no component
        Export-Package      | fixture                                 | exports-packages | drop Export-Package
        Require-Bundle      | other                                   | needs-a-bundle   | stands alone
        Import-Package      | dev.vitrine.api.chat;version="[9,10)"   | missing-packages | dev.vitrine.api.chat from 9.0.0 below 10.0.0
        Import-Package      | io.helidon.webserver                    | missing-packages | io.helidon.webserver
        """)
    void jarWithWrongHeaders_isRefusedWithASentence(String header, String value, String type, String sentence) {
        PluginRefused refused = refused(Fixtures.counter().header(header, value == null ? "" : value.strip()));

        assertThat(refused.problem().status()).isEqualTo(422);
        assertThat(refused.problem().type()).as(refused.sentence()).isEqualTo(type);
        assertThat(refused.sentence()).contains(sentence);
        assertThat(server.framework.context().getBundles())
                .noneMatch(bundle -> bundle.getSymbolicName().equals("counter"));
    }

    @Test
    void jarWithSpiClassesInside_namesTheClass() {
        PluginRefused refused =
                refused(Fixtures.counter().file("dev/vitrine/api/chat/ChatFilter.class", new byte[] {1, 2, 3}));

        assertThat(refused.problem().type()).isEqualTo("contains-spi");
        assertThat(refused.sentence())
                .contains("dev.vitrine.api.chat.ChatFilter")
                .contains("\"provided\"");
    }

    @Test
    void uploadOfAnotherPlugin_isNotTakenForThisOne() {
        assertThatThrownBy(() -> server.plugins.install(
                        new java.io.ByteArrayInputStream(Fixtures.counter().version("1.0.0")),
                        Optional.of("word-hold"),
                        TestServer.OPERATOR))
                .hasMessageContaining("The upload is plugin \"counter\", not \"word-hold\"");
    }

    @Test
    void oversizeUpload_is413AndLeavesNothing() throws Exception {
        PluginRefused refused =
                catchThrowableOfType(PluginRefused.class, () -> server.install(new byte[(64 << 20) + 1]));

        assertThat(refused.problem().status()).isEqualTo(413);
        try (var files = Files.list(data.resolve("plugins"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    @Test
    void sameVersionWithOtherContents_isRefused_andTheSameAgainChangesNothing() throws Exception {
        server.install(Fixtures.counter().version("1.0.0"));

        PluginInfo again = server.install(Fixtures.counter().version("1.0.0"));
        assertThat(again.version()).isEqualTo("1.0.0");
        assertThat(again.state()).isEqualTo(PluginState.ACTIVE);

        PluginRefused refused = refused(Fixtures.counter().file("other.txt", new byte[] {1}));
        assertThat(refused.problem().status()).isEqualTo(409);
        assertThat(refused.sentence()).contains("is here already with other contents");
    }

    // ------------------------------------------------------------------------------------------------ bad plugins

    @Test
    void pluginThatThrowsAtStart_isTurnedAwayWithItsOwnReason() {
        assertThat(refused(Fixtures.throwsAtStart()).sentence())
                .contains("fails at start")
                .contains("the moon is not full");
        assertThat(plugin("bad-start").state()).isEqualTo(PluginState.FAILED);
        assertThat(plugin("bad-start").why().orElseThrow()).contains("the moon is not full");
        assertNothingOf("bad-start");
    }

    @Test
    void pluginThatHangsAtStart_isGivenUp_andSaysWhereItHangs() {
        assertThat(refused(Fixtures.hangsAtStart()).sentence())
                .contains("takes longer than 5 s")
                .contains("fixture.Fixture.<init>");
        assertNothingOf("slow-start");
    }

    @Test
    void pluginThatFailsAtStop_goesAllTheSame() throws Exception {
        server.install(Fixtures.throwsAtStop().version("1.0.0"));
        server.plugins.remove("bad-stop", TestServer.OPERATOR);
        await().until(() -> server.plugins.loaders().retiring() == 0);
        assertNothingOf("bad-stop");
    }

    @Test
    void pluginThatHangsAtStop_goesAllTheSame() throws Exception {
        server.install(Fixtures.hangsAtStop().version("1.0.0"));
        server.plugins.remove("slow-stop", TestServer.OPERATOR);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> server.plugins.loaders().retiring() == 0);
        assertNothingOf("slow-stop");
    }

    @Test
    void filterThatAlwaysThrows_doesNotProveItself() {
        assertThat(refused(Fixtures.filterThrows()).sentence())
                .contains("does not prove itself")
                .contains("not today");
        assertNothingOf("bad-filter");
    }

    @Test
    void filterThatSpins_doesNotProveItself() {
        assertThat(refused(Fixtures.filterSpins()).sentence())
                .contains("does not prove itself")
                .contains("took longer than");
        assertNothingOf("slow-filter");
    }

    @Test
    void componentWithAnUnsatisfiedReference_namesIt() {
        assertThat(refused(Fixtures.needsService()).sentence())
                .contains("waits for a service \"java.lang.Runnable\"")
                .contains("nobody offers");
        assertNothingOf("needy");
    }

    @Test
    void componentThatNeedsAConfiguration_saysWhichOne() {
        assertThat(refused(Fixtures.needsConfiguration()).sentence())
                .contains("needs a configuration for \"configured\"")
                .contains("vitrine.yaml");
    }

    @Test
    void selfTestThatFails_tellsWhy() {
        assertThat(refused(Fixtures.failsItsTest()).sentence()).contains("the dictionary is empty");
        assertNothingOf("bad-test");
    }

    @Test
    void exampleThatTheHandlerDoesNotUnderstand_isNamed() {
        assertThat(refused(Fixtures.badExample()).sentence())
                .contains("does not understand its own example of \"bad.go\"")
                .contains("speed");
        assertNothingOf("bad-example");
    }

    @Test
    void badUpdate_leavesTheVersionInService() throws Exception {
        server.install(Fixtures.counter().version("1.0.0"));
        server.liveEvent("show");
        byte[] broken = FixturePlugin.component("counter", "ChatFilter", """
            @Activate public Fixture() { throw new IllegalStateException("broken build"); }
            public Verdict review(ChatMessage message) { return Verdict.pass(); }
            """).version("2.0.0");

        assertThatThrownBy(() -> server.install(broken)).hasMessageContaining("broken build");

        assertThat(plugin("counter").version()).isEqualTo("1.0.0");
        assertThat(plugin("counter").why().orElseThrow()).contains("broken build");
        assertThat(count()).isEqualTo(Body.of("before", 0, "version", "1.0.0"));
    }

    private void assertNothingOf(String id) {
        assertThat(server.framework.context().getBundles())
                .as("bundles of \"%s\"", id)
                .noneMatch(bundle -> bundle.getSymbolicName().equals(id));
        assertThat(server.house.contributions().snapshot().plugin(id)).isEmpty();
    }

    // ------------------------------------------------------------------------------------------------ boots

    @Test
    void twoCrashesAfterAChange_bringThePreviousVersionBack() throws Exception {
        server.install(Fixtures.counter().version("1.0.0"));
        server.install(Fixtures.counter().version("2.0.0"));
        server.plugins.bootLasted();
        server.crash();

        server = TestServer.start(data, WATCH);
        assertThat(plugin("counter").version()).isEqualTo("2.0.0");
        server.crash();
        server = TestServer.start(data, WATCH);
        assertThat(plugin("counter").version()).isEqualTo("2.0.0");
        server.crash();
        server = TestServer.start(data, WATCH);

        assertThat(plugin("counter").version()).isEqualTo("1.0.0");
        assertThat(plugin("counter").why().orElseThrow())
                .contains("stopped 2 times shortly after version 2.0.0")
                .contains("version 1.0.0 is back");
    }

    @Test
    void jarThatIsBrokenOnDisk_fallsBackToThePrevious() throws Exception {
        server.install(Fixtures.counter().version("1.0.0"));
        server.install(Fixtures.counter().version("2.0.0"));
        server.close();
        Files.write(data.resolve("plugins/counter/2.0.0/plugin.jar"), new byte[] {1, 2, 3});

        server = TestServer.start(data, WATCH);

        assertThat(plugin("counter").version()).isEqualTo("1.0.0");
        assertThat(plugin("counter").why().orElseThrow()).contains("Version 1.0.0 is in service instead");
    }

    @Test
    void bundledPlugin_followsTheServer_untilSomeoneInstallsAnother() throws Exception {
        Path jar = data.resolve("bundled.jar");
        bundled(jar, "1.0.0");
        assertThat(plugin("counter").version()).isEqualTo("1.0.0");
        bundled(jar, "1.1.0");
        assertThat(plugin("counter").version()).isEqualTo("1.1.0");
        assertThat(plugin("counter").previous()).contains("1.0.0");

        server.install(Fixtures.counter().version("9.0.0"));
        bundled(jar, "1.2.0");
        assertThat(plugin("counter").version()).isEqualTo("9.0.0");

        server.plugins.remove("counter", TestServer.OPERATOR);
        bundled(jar, "1.3.0");
        assertThat(server.plugins.list()).as("removed stays removed").isEmpty();
    }

    private void bundled(Path jar, String version) throws Exception {
        server.close();
        Files.write(jar, Fixtures.counter().version(version));
        server = TestServer.start(data, WATCH, Map.of(), List.of(jar));
    }
}
