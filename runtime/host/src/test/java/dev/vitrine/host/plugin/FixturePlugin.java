package dev.vitrine.host.plugin;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import dev.vitrine.api.plugin.PluginContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A plugin written in the test: compiled with the JDK's compiler and packed by bnd as the plugin parent does it, so
 * that component descriptions and manifest are true ones.
 */
final class FixturePlugin {
    private static final Map<String, byte[]> BUILT = new ConcurrentHashMap<>();

    private final String id;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    private FixturePlugin(String id) {
        this.id = id;
    }

    static FixturePlugin named(String id) {
        return new FixturePlugin(id);
    }

    /** A plugin of one component; the body stands between its braces. */
    static FixturePlugin component(String id, String interfaces, String body) {
        return named(id).type("Fixture", "@Component public final class Fixture implements " + interfaces, body);
    }

    FixturePlugin type(String name, String declaration, String body) {
        sources.put(name, IMPORTS + declaration + " {\n" + body + "\n}\n");
        return this;
    }

    /** Sets a header of the manifest; an empty value takes it out. */
    FixturePlugin header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    FixturePlugin file(String name, byte[] bytes) {
        files.put(name, bytes);
        return this;
    }

    /** Returns the bytes of the jar as that version. */
    byte[] version(String version) {
        byte[] built = BUILT.computeIfAbsent(id + sources, key -> build());
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put("Bundle-Version", version);
        return rewrite(built, changed, files);
    }

    private byte[] build() {
        try {
            Path work = Files.createTempDirectory("fixture");
            try {
                compile(work);
                return pack(work);
            } finally {
                try (Stream<Path> all = Files.walk(work)) {
                    all.sorted(java.util.Comparator.reverseOrder())
                            .map(Path::toFile)
                            .forEach(File::delete);
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("The fixture \"" + id + "\" does not build: " + e.getMessage(), e);
        }
    }

    private void compile(Path classes) throws IOException, URISyntaxException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> units = sources.entrySet().stream()
                .<JavaFileObject>map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            manager.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            manager.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
            StringWriter messages = new StringWriter();
            if (!compiler.getTask(messages, manager, null, List.of("-proc:none", "-nowarn"), null, units)
                    .call()) {
                throw new IOException(messages.toString());
            }
        }
    }

    private byte[] pack(Path classes) throws Exception {
        try (Builder builder = new Builder()) {
            builder.addClasspath(classes.toFile());
            for (Path each : classPath()) {
                builder.addClasspath(each.toFile());
            }
            builder.setProperty("Bundle-SymbolicName", id);
            builder.setProperty("Bundle-Version", "0.0.0");
            builder.setProperty("Vitrine-Plugin", id);
            builder.setProperty("Private-Package", "fixture");
            builder.setProperty("-exportcontents", "!*");
            builder.setProperty("-noimportjava", "true");
            try (Jar jar = builder.build()) {
                if (!builder.getErrors().isEmpty()) {
                    throw new IOException(builder.getErrors().toString());
                }
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                jar.write(out);
                return out.toByteArray();
            }
        }
    }

    private static List<Path> classPath() throws URISyntaxException {
        return List.of(
                location(PluginContext.class),
                location(org.osgi.service.component.annotations.Component.class),
                location(org.osgi.service.metatype.annotations.Designate.class));
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static byte[] rewrite(byte[] jar, Map<String, String> headers, Map<String, byte[]> more) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in = new JarInputStream(new ByteArrayInputStream(jar))) {
            Manifest manifest = in.getManifest();
            headers.forEach((name, value) -> {
                Attributes main = manifest.getMainAttributes();
                if (value.isEmpty()) {
                    main.remove(new Attributes.Name(name));
                } else {
                    main.putValue(name, value);
                }
            });
            try (JarOutputStream out = new JarOutputStream(bytes)) {
                out.putNextEntry(entry(JarFile.MANIFEST_NAME));
                manifest.write(out);
                out.closeEntry();
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        out.putNextEntry(entry(entry.getName()));
                        in.transferTo(out);
                        out.closeEntry();
                    }
                }
                for (Map.Entry<String, byte[]> each : more.entrySet()) {
                    out.putNextEntry(entry(each.getKey()));
                    out.write(each.getValue());
                    out.closeEntry();
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** With one time for all, so that the same plugin is the same bytes whenever it is packed. */
    private static JarEntry entry(String name) {
        JarEntry entry = new JarEntry(name);
        entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
        return entry;
    }

    private static final String IMPORTS = Stream.of(
                    "dev.vitrine.api.access.*",
                    "dev.vitrine.api.chat.*",
                    "dev.vitrine.api.command.*",
                    "dev.vitrine.api.data.*",
                    "dev.vitrine.api.guard.*",
                    "dev.vitrine.api.http.*",
                    "dev.vitrine.api.log.*",
                    "dev.vitrine.api.media.*",
                    "dev.vitrine.api.overlay.*",
                    "dev.vitrine.api.plugin.*",
                    "java.time.*",
                    "java.util.*",
                    "org.osgi.service.component.annotations.*")
            .map(each -> "import " + each + ";\n")
            .collect(Collectors.joining("", "package fixture;\n", ""));

    /** A source in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///fixture/" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
