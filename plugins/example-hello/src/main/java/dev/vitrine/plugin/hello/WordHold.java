package dev.vitrine.plugin.hello;

import dev.vitrine.api.chat.ChatFilter;
import dev.vitrine.api.chat.ChatMessage;
import dev.vitrine.api.chat.Verdict;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Holds messages that contain a word from the configured list. */
@Component(configurationPid = "example-hello")
@Designate(ocd = WordHold.Config.class)
public final class WordHold implements ChatFilter {
    /** What an operator may set. */
    @ObjectClassDefinition(name = "Word hold")
    public @interface Config {
        /** Words in lower case. */
        @AttributeDefinition(name = "Words to hold")
        String[] words() default {"blorple"};
    }

    private final Set<String> words;

    /** Starts with the words of the configuration. */
    @Activate
    public WordHold(Config config) {
        words = Set.copyOf(List.of(config.words()));
    }

    @Override
    public Verdict review(ChatMessage message) {
        return message.words().anyMatch(words::contains) ? Verdict.hold("listed word") : Verdict.pass();
    }
}
