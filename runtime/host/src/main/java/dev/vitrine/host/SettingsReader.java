package dev.vitrine.host;

import dev.vitrine.core.HouseException;
import dev.vitrine.host.plugin.PluginManager;
import dev.vitrine.web.oidc.OidcConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Puts what {@code up} was told in order: a flag counts before an environment variable, that before
 * {@code vitrine.yaml}, that before the default. The key in the file is the flag without its hyphens in front.
 */
public final class SettingsReader {
    private static final Set<String> KEYS = Set.of(
            "data",
            "http",
            "rtmp",
            "rtmps",
            "srt",
            "srt-passphrase",
            "srt-passphrase-file",
            "bind",
            "owner-token",
            "tls-cert",
            "tls-key",
            "https",
            "demo",
            "origins",
            "watch-seconds",
            "failure-budget",
            "plugins",
            "oidc-issuer",
            "oidc-client-id",
            "oidc-client-secret",
            "public-url");

    /** As libsrt takes it (srt.h, SRTO_PASSPHRASE). */
    private static final int MIN_PASSPHRASE_CHARACTERS = 10;

    private static final int MAX_PASSPHRASE_CHARACTERS = 79;

    private final Map<String, String> flags;
    private final Map<String, String> variables;
    private final Map<String, Object> file;
    private final String fileName;

    private SettingsReader(
            Map<String, String> flags, Map<String, String> variables, Map<String, Object> file, String fileName) {
        this.flags = flags;
        this.variables = variables;
        this.file = file;
        this.fileName = fileName;
    }

    /**
     * Reads everything.
     *
     * @param flags by name without hyphens, those alone that were given
     * @param variables the environment
     * @param file {@code vitrine.yaml}; need not exist
     * @throws HouseException with a sentence that names what is wrong and where
     */
    public static Settings read(Map<String, String> flags, Map<String, String> variables, Path file) {
        return new SettingsReader(flags, variables, yaml(file), file.toString()).settings();
    }

    /** Reads the data directory alone, for commands that need no more. */
    public static Path data(Map<String, String> flags, Map<String, String> variables, Path file) {
        return new SettingsReader(flags, variables, yaml(file), file.toString()).path("data", "data");
    }

    private Settings settings() {
        String bind = text("bind").orElse("127.0.0.1");
        Optional<String> token = text("owner-token");
        if (token.isEmpty() && !loopback(bind)) {
            throw new HouseException(
                    "Binding to \"" + bind + "\" lets others in, so the owner's token must be yours: give --owner-token"
                            + " or VITRINE_OWNER_TOKEN.",
                    null);
        }
        if (token.isPresent() && token.get().length() < 16) {
            throw new HouseException("The owner token has fewer than 16 characters; take a longer one.", null);
        }
        return new Settings(
                path("data", "data"),
                port("http", 8080),
                port("rtmp", 1935),
                srt(),
                bind,
                token,
                tls(),
                flag("demo", true),
                new TreeSet<>(texts("origins")),
                Duration.ofMillis(
                        Math.round(1000 * number("watch-seconds", PluginManager.Options.DEFAULT_WATCH.toSeconds()))),
                (int) number("failure-budget", PluginManager.Options.DEFAULT_FAILURE_BUDGET),
                plugins(),
                oidc());
    }

    private Optional<Settings.Srt> srt() {
        String passphrase = passphrase();
        if (text("srt").isEmpty() && !passphrase.isEmpty()) {
            throw new HouseException("There is a passphrase for SRT, but no --srt; give the port too.", null);
        }
        return text("srt").map(given -> new Settings.Srt(port("srt", 0), passphrase));
    }

    /** No message repeats it. */
    private String passphrase() {
        Optional<String> given = text("srt-passphrase");
        Optional<String> named = text("srt-passphrase-file");
        if (given.isPresent() && named.isPresent()) {
            throw new HouseException("\"srt-passphrase\" and \"srt-passphrase-file\" are both given; take one.", null);
        }
        if (!(file.getOrDefault("srt-passphrase", "") instanceof String)) {
            throw new HouseException(
                    "\"srt-passphrase\" in \"" + fileName + "\" is read as a number or the like; put it in quotes.",
                    null);
        }
        String passphrase =
                given.or(() -> named.map(name -> line(readable(Path.of(name))))).orElse("");
        boolean plain = passphrase.chars().allMatch(each -> each >= ' ' && each <= '~');
        if ((given.isPresent() || named.isPresent())
                && (!plain
                        || passphrase.length() < MIN_PASSPHRASE_CHARACTERS
                        || passphrase.length() > MAX_PASSPHRASE_CHARACTERS)) {
            throw new HouseException(
                    "The passphrase for SRT takes " + MIN_PASSPHRASE_CHARACTERS + " to " + MAX_PASSPHRASE_CHARACTERS
                            + " characters of ASCII in one line.",
                    null);
        }
        return passphrase;
    }

    private static String line(Path secret) {
        try {
            return Files.readString(secret).strip();
        } catch (IOException e) {
            throw new HouseException("\"" + secret + "\" cannot be read as text: " + e.getMessage(), e);
        }
    }

    private Optional<OidcConfig> oidc() {
        Optional<String> issuer = text("oidc-issuer");
        Optional<String> client = text("oidc-client-id");
        Optional<String> address = text("public-url");
        if (issuer.isEmpty() && client.isEmpty()) {
            return Optional.empty();
        }
        if (issuer.isEmpty() || client.isEmpty() || address.isEmpty()) {
            throw new HouseException(
                    "Logging in through an identity provider needs oidc-issuer, oidc-client-id and public-url; one of"
                            + " them is missing.",
                    null);
        }
        return Optional.of(new OidcConfig(
                web("oidc-issuer", issuer.get()),
                client.get(),
                text("oidc-client-secret"),
                web("public-url", address.get())));
    }

    /** An address over HTTPS; plain HTTP on this machine alone. */
    private static URI web(String name, String text) {
        try {
            URI uri = new URI(text);
            String host = uri.getHost();
            if (host != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && ("https".equals(uri.getScheme())
                            || ("http".equals(uri.getScheme()) && (host.equals("localhost") || loopback(host))))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new HouseException("\"" + name + "\" takes an https address, not \"" + text + "\".", e);
        }
        throw new HouseException("\"" + name + "\" takes an https address, not \"" + text + "\".", null);
    }

    private Optional<Settings.TlsFiles> tls() {
        Optional<String> certificate = text("tls-cert");
        Optional<String> key = text("tls-key");
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new HouseException("HTTPS needs both --tls-cert and --tls-key; one of them is missing.", null);
        }
        Path certificateFile = readable(Path.of(certificate.get()));
        Path keyFile = readable(Path.of(key.get()));
        return Optional.of(new Settings.TlsFiles(port("https", 8443), port("rtmps", 1936), certificateFile, keyFile));
    }

    private static Path readable(Path path) {
        if (!Files.isReadable(path)) {
            throw new HouseException("\"" + path + "\" is not there or cannot be read.", null);
        }
        return path;
    }

    private static boolean loopback(String bind) {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new HouseException("\"" + bind + "\" is no address of this machine; give another --bind.", e);
        }
    }

    private int port(String name, int absent) {
        double number = number(name, absent);
        if (number < 0 || number > 65_535 || number != Math.rint(number)) {
            throw new HouseException(
                    "\"" + name + "\" takes a port from 0 to 65535, not "
                            + text(name).orElse("") + ".",
                    null);
        }
        return (int) number;
    }

    private double number(String name, double absent) {
        return text(name)
                .map(value -> {
                    try {
                        return Double.parseDouble(value);
                    } catch (NumberFormatException e) {
                        throw new HouseException("\"" + name + "\" takes a number, not \"" + value + "\".", e);
                    }
                })
                .orElse(absent);
    }

    private boolean flag(String name, boolean absent) {
        return text(name)
                .map(value -> switch (value.toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1" -> true;
                    case "false", "no", "off", "0" -> false;
                    default ->
                        throw new HouseException("\"" + name + "\" takes true or false, not \"" + value + "\".", null);
                })
                .orElse(absent);
    }

    private Path path(String name, String absent) {
        return Path.of(text(name).orElse(absent)).toAbsolutePath().normalize();
    }

    private Optional<String> text(String name) {
        Optional<String> given = Optional.ofNullable(flags.get(name))
                .or(() -> Optional.ofNullable(
                        variables.get("VITRINE_" + name.toUpperCase(Locale.ROOT).replace('-', '_'))))
                .or(() -> Optional.ofNullable(file.get(name)).map(Object::toString));
        return given.map(String::strip).filter(value -> !value.isEmpty());
    }

    private List<String> texts(String name) {
        if (file.get(name) instanceof List<?> list && text(name).equals(Optional.of(list.toString()))) {
            return list.stream().map(String::valueOf).toList();
        }
        return text(name).map(value -> List.of(value.split("\\s*,\\s*"))).orElse(List.of());
    }

    private Map<String, Map<String, Object>> plugins() {
        Object value = file.get("plugins");
        if (value == null) {
            return Map.of();
        }
        Map<String, Map<String, Object>> plugins = new LinkedHashMap<>();
        if (!(value instanceof Map<?, ?> byId)) {
            throw new HouseException("\"plugins\" in \"" + fileName + "\" takes one entry per plugin id.", null);
        }
        byId.forEach((id, configuration) -> {
            if (!(configuration instanceof Map<?, ?> values)) {
                throw new HouseException(
                        "\"plugins\" → \"" + id + "\" in \"" + fileName + "\" takes names and values.", null);
            }
            Map<String, Object> plain = new LinkedHashMap<>();
            values.forEach((name, each) -> plain.put(
                    String.valueOf(name), each instanceof List<?> list ? strings(list) : String.valueOf(each)));
            plugins.put(String.valueOf(id), plain);
        });
        return plugins;
    }

    private static String[] strings(List<?> list) {
        return list.stream().map(String::valueOf).toArray(String[]::new);
    }

    private static Map<String, Object> yaml(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try (Reader reader = Files.newBufferedReader(file)) {
            Object top = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            if (top == null) {
                return Map.of();
            }
            if (!(top instanceof Map<?, ?> map)) {
                throw new HouseException("\"" + file + "\" takes names and values.", null);
            }
            Map<String, Object> values = new LinkedHashMap<>();
            map.forEach((name, value) -> {
                if (!KEYS.contains(String.valueOf(name))) {
                    throw new HouseException(
                            "\"" + file + "\" has the unknown key \"" + name + "\"; known are "
                                    + String.join(", ", new TreeSet<>(KEYS)) + ".",
                            null);
                }
                if (value != null) {
                    values.put(String.valueOf(name), value);
                }
            });
            return values;
        } catch (YAMLException e) {
            throw new HouseException("\"" + file + "\" is no YAML: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new HouseException("\"" + file + "\" cannot be read: " + e.getMessage(), e);
        }
    }
}
