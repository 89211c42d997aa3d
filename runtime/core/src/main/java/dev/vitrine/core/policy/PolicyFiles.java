package dev.vitrine.core.policy;

import dev.harrel.jsonschema.Dialects;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.SnakeYamlNode;
import dev.vitrine.api.data.Body;
import dev.vitrine.core.access.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The policies in force: the shipped files, each replaced as a whole by the owner's file of the same name in
 * {@code DATA/policies} if there is one. A file that does not fit its schema is refused with file, line and key.
 */
public final class PolicyFiles implements Policies {
    private static final String ENDING = ".yaml";
    private static final int VERSION_CHARACTERS = 12;

    private final Path overrides;
    private final Path shipped;
    private final Map<String, String> schemas;
    private volatile Map<String, Checked> inForce;

    /**
     * A policy that fits its schema.
     *
     * @param name file name without ending
     * @param yaml its text
     * @param body its values
     * @param version short hash of the text
     */
    public record Checked(String name, String yaml, Body body, String version) {}

    private PolicyFiles(Path shipped, Path overrides, Map<String, String> schemas) {
        this.shipped = shipped;
        this.overrides = overrides;
        this.schemas = schemas;
        this.inForce = Map.of();
    }

    /**
     * Loads every policy of the shipped directory, with the owner's overrides.
     *
     * @throws PolicyError if one does not fit
     * @throws IOException if a file cannot be read
     */
    public static PolicyFiles load(Path shipped, Path overrides) throws PolicyError, IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(shipped)) {
            files = list.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
        Map<String, String> schemas = new HashMap<>();
        for (Path file : files) {
            String name = nameOf(file);
            Path schema = shipped.resolve("schema").resolve(name + ".schema.json");
            schemas.put(name, Files.readString(schema));
        }
        PolicyFiles policies = new PolicyFiles(shipped, overrides, schemas);
        Map<String, Checked> checked = new TreeMap<>();
        for (Path file : files) {
            String name = nameOf(file);
            Path override = overrides.resolve(name + ENDING);
            Path used = Files.exists(override) ? override : file;
            checked.put(name, policies.check(used.toString(), name, Files.readString(used)));
        }
        policies.inForce = Map.copyOf(checked);
        return policies;
    }

    private static String nameOf(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ENDING.length());
    }

    /**
     * Checks a text against the schema of that policy; changes nothing.
     *
     * @throws PolicyError if it does not fit
     * @throws IllegalArgumentException if there is no such policy
     */
    public Checked check(String file, String name, String yaml) throws PolicyError {
        String schema = schemas.get(name);
        if (schema == null) {
            throw unknown(name);
        }
        YamlDocument document = YamlDocument.parse(file, yaml);
        // The schema is ours and tested; checking it against its meta-schema would cost half of the start.
        Validator.Result result = new ValidatorFactory()
                .withDialect(new Dialects.Draft2020Dialect())
                .withDisabledSchemaValidation(true)
                .withJsonNodeFactory(new SnakeYamlNode.Factory())
                .validate(schema, document.root());
        if (!result.isValid()) {
            // The deepest error is the cause; those above it only say that something below is wrong.
            Error error = result.getErrors().stream()
                    .max(Comparator.comparingInt(each -> path(each).size()))
                    .orElseThrow();
            List<String> path = path(error);
            throw new PolicyError(file, document.line(path), String.join(".", path), reason(error));
        }
        CrossChecks.check(name, file, document);
        return new Checked(name, yaml, document.body(), Secrets.hash(yaml).substring(0, VERSION_CHARACTERS));
    }

    private static List<String> path(Error error) {
        return Arrays.stream(error.getInstanceLocation().split("/"))
                .skip(1)
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private static String reason(Error error) {
        String keyword = error.getKeyword();
        String text = error.getError();
        if (keyword == null || keyword.equals("additionalProperties") || text.contains("False schema")) {
            return "there is no such key; see the README of the policies for those there are";
        }
        String plain = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return Character.toLowerCase(plain.charAt(0)) + plain.substring(1);
    }

    /** Puts a checked policy in force and keeps it as the owner's override. Blocks on disk. */
    public synchronized void put(Checked policy) throws IOException {
        Files.createDirectories(overrides);
        Path draft = overrides.resolve(policy.name() + ENDING + ".new");
        Files.write(draft, policy.yaml().getBytes(StandardCharsets.UTF_8));
        Files.move(
                draft,
                overrides.resolve(policy.name() + ENDING),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        Map<String, Checked> changed = new TreeMap<>(inForce);
        changed.put(policy.name(), policy);
        inForce = Map.copyOf(changed);
    }

    /** Returns the policy as it was shipped. Blocks on disk. */
    public Checked shipped(String name) throws PolicyError, IOException {
        Path file = shipped.resolve(name + ENDING);
        return check(file.toString(), name, Files.readString(file));
    }

    /** Keeps the owner's file beside its place, for the owner to look at, and another policy in force. */
    public synchronized Path setAside(Checked instead) throws IOException {
        Path aside = overrides.resolve(instead.name() + ENDING + ".untried");
        Files.move(
                overrides.resolve(instead.name() + ENDING),
                aside,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        put(instead);
        return aside;
    }

    @Override
    public Body policy(String name) {
        return checked(name).body();
    }

    /** Returns the policy with its text. */
    public Checked checked(String name) {
        Checked checked = inForce.get(name);
        if (checked == null) {
            throw unknown(name);
        }
        return checked;
    }

    @Override
    public List<String> names() {
        return inForce.keySet().stream().sorted().toList();
    }

    @Override
    public String version(String name) {
        return checked(name).version();
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("There is no policy \"" + name + "\"; there are "
                + String.join(", ", schemas.keySet().stream().sorted().toList()) + ".");
    }
}
