package dev.vitrine.host.cli;

import dev.vitrine.host.SettingsReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the data lies, for every command. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the server. Default: VITRINE_DATA, vitrine.yaml, ./data.")
    private Optional<String> data = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file. Default: VITRINE_CONFIG, ./vitrine.yaml.")
    private Optional<Path> config = Optional.empty();

    Path data() {
        return SettingsReader.data(flags(), System.getenv(), config());
    }

    Path config() {
        return config.orElseGet(() ->
                Path.of(Optional.ofNullable(System.getenv("VITRINE_CONFIG")).orElse("vitrine.yaml")));
    }

    Map<String, String> flags() {
        Map<String, String> flags = new LinkedHashMap<>();
        data.ifPresent(value -> flags.put("data", value));
        return flags;
    }
}
