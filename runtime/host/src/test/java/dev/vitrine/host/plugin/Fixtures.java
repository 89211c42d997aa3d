package dev.vitrine.host.plugin;

/** Plugins for tests, good and bad. */
final class Fixtures {
    private Fixtures() {}

    /** Holds messages with a word; throws at "boom" and hangs at "hang". */
    static FixturePlugin wordHold() {
        return FixturePlugin.component("word-hold", "ChatFilter", """
            public Verdict review(ChatMessage message) {
              if (message.text().contains("boom")) throw new IllegalStateException("no idea what this is");
              if (message.text().contains("hang")) { while (!Thread.interrupted()) Thread.onSpinWait(); }
              return message.text().contains("zorp") ? Verdict.hold("words/zorp") : Verdict.pass();
            }
            """);
    }

    /** Counts its own records and answers with version and count. */
    static FixturePlugin counter() {
        return FixturePlugin.named("counter").type("Fixture", """
            @Component(service = {CommandHandler.class, LogView.class})
            public final class Fixture implements CommandHandler, LogView\
            """, """
            private final PluginContext context;
            private final Map<String, Integer> counts = new java.util.concurrent.ConcurrentHashMap<>();
            @Activate public Fixture(@Reference PluginContext context) { this.context = context; }
            public List<CommandType> commands() {
              return List.of(new CommandType("counter.add", "public", ChangeClass.SHOW, "Counts", Body.of("by", 1)));
            }
            public Outcome handle(Command command, Moment moment) {
              long by = command.body().integer("by");
              int count = counts.getOrDefault(command.event(), 0);
              return Outcome.done(Draft.asap("counter.added", Channel.OVERLAY, Body.of("by", by)),
                  Body.of("before", count, "version", context.version()));
            }
            public Set<String> recordTypes() { return Set.of("counter.added"); }
            public void apply(LogRecord record) { counts.merge(record.event(), 1, Integer::sum); }
            """);
    }

    static FixturePlugin throwsAtStart() {
        return FixturePlugin.component("bad-start", "ChatFilter", """
            @Activate public Fixture() { throw new IllegalStateException("the moon is not full"); }
            public Verdict review(ChatMessage message) { return Verdict.pass(); }
            """);
    }

    static FixturePlugin hangsAtStart() {
        return FixturePlugin.component("slow-start", "ChatFilter", """
            @Activate public Fixture() throws InterruptedException { new java.util.concurrent.CountDownLatch(1).await(); }
            public Verdict review(ChatMessage message) { return Verdict.pass(); }
            """);
    }

    static FixturePlugin throwsAtStop() {
        return FixturePlugin.component("bad-stop", "ChatFilter", """
            @Deactivate void stop() { throw new IllegalStateException("I would rather stay"); }
            public Verdict review(ChatMessage message) { return Verdict.pass(); }
            """);
    }

    static FixturePlugin hangsAtStop() {
        return FixturePlugin.component("slow-stop", "ChatFilter", """
            @Deactivate void stop() throws InterruptedException { new java.util.concurrent.CountDownLatch(1).await(); }
            public Verdict review(ChatMessage message) { return Verdict.pass(); }
            """);
    }

    static FixturePlugin filterThrows() {
        return FixturePlugin.component("bad-filter", "ChatFilter", """
            public Verdict review(ChatMessage message) { throw new IllegalStateException("not today"); }
            """);
    }

    static FixturePlugin filterSpins() {
        return FixturePlugin.component("slow-filter", "ChatFilter", """
            public Verdict review(ChatMessage message) {
              while (!Thread.interrupted()) Thread.onSpinWait();
              return Verdict.pass();
            }
            """);
    }

    static FixturePlugin needsService() {
        return FixturePlugin.component("needy", "ChatFilter", """
            @Activate public Fixture(@Reference Runnable tea) {}
            public Verdict review(ChatMessage message) { return Verdict.pass(); }
            """);
    }

    static FixturePlugin needsConfiguration() {
        return FixturePlugin.named("configured").type("Fixture", """
            @Component(configurationPid = "configured", configurationPolicy = ConfigurationPolicy.REQUIRE)
            public final class Fixture implements ChatFilter\
            """, """
            private final String word;
            @Activate public Fixture(Map<String, Object> config) { word = String.valueOf(config.get("word")); }
            public Verdict review(ChatMessage message) {
              return message.text().contains(word) ? Verdict.hold("configured/word") : Verdict.pass();
            }
            """);
    }

    static FixturePlugin failsItsTest() {
        return FixturePlugin.component("bad-test", "ChatFilter, SelfTest", """
            public Verdict review(ChatMessage message) { return Verdict.pass(); }
            public void prove() throws Exception { throw new Exception("the dictionary is empty"); }
            """);
    }

    static FixturePlugin badExample() {
        return FixturePlugin.component("bad-example", "CommandHandler", """
            public List<CommandType> commands() {
              return List.of(new CommandType("bad.go", "public", ChangeClass.SHOW, "Goes", Body.of("speed", "fast")));
            }
            public Outcome handle(Command command, Moment moment) {
              command.body().integer("speed");
              return Outcome.done(List.of(), Body.empty());
            }
            """);
    }

    /** Freezes plugin changes for an hour. */
    static FixturePlugin freezer() {
        return FixturePlugin.component("freezer", "ChangeGuard", """
            public List<Freeze> freezes(String event, Instant now) {
              return event.startsWith("_proof") ? List.of() : List.of(new Freeze("window \\"Friday drop\\"",
                  Set.of(ChangeClass.PLUGIN), now.plusSeconds(3600), List.of("owner")));
            }
            """);
    }

    /** Records a tick through the context every 10 ms. */
    static FixturePlugin ticker() {
        return FixturePlugin.named("ticker").type("Fixture", """
            @Component(service = CommandHandler.class)
            public final class Fixture implements CommandHandler\
            """, """
            @Activate public Fixture(@Reference PluginContext context) {
              context.every(Duration.ofMillis(10), () -> context.submit(
                  Command.of("show", "ticker.tick", Actor.HOUSE, Body.of("version", context.version()))));
            }
            public List<CommandType> commands() {
              return List.of(new CommandType("ticker.tick", "plugin.own", ChangeClass.SHOW, "Ticks", Body.of("version", "0")));
            }
            public Outcome handle(Command command, Moment moment) {
              return Outcome.done(Draft.asap("ticker.ticked", Channel.NONE, command.body()), Body.empty());
            }
            """);
    }
}
