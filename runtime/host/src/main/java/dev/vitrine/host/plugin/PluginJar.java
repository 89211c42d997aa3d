package dev.vitrine.host.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;

/**
 * What a plugin's jar says of itself, checked without running any of it.
 *
 * @param id from the header {@code Vitrine-Plugin}
 * @param version from {@code Bundle-Version}
 * @param sha256 of the whole file, in hexadecimal
 */
record PluginJar(String id, Version version, String sha256) {
    /** Largest upload. The largest plugin of ours has 4 MiB; FFmpeg does not belong into one. */
    static final long MAX_BYTES = 64L << 20;

    static final String HEADER_ID = "Vitrine-Plugin";

    private static final long MAX_UNPACKED_BYTES = 512L << 20;
    private static final int MAX_ENTRIES = 20_000;
    private static final String SPI = "dev/vitrine/api/";
    private static final String CLASS = ".class";
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{1,62}");

    /**
     * Reads a jar.
     *
     * @throws PluginRefused if it is no plugin; the sentence names what is wrong
     */
    static PluginJar inspect(Path file) throws PluginRefused, IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw tooLarge();
        }
        try (JarFile jar = open(file)) {
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw PluginRefused.bad("not-a-bundle", "The jar has no manifest, so it is no OSGi bundle.");
            }
            Attributes headers = manifest.getMainAttributes();
            String id = id(headers);
            forbid(headers, id);
            entries(jar, id);
            return new PluginJar(id, version(headers, id), sha256(file));
        } catch (SecurityException e) {
            throw PluginRefused.bad(
                    "not-a-bundle", "The jar is signed and does not match its signature; fetch it again.");
        }
    }

    static PluginRefused tooLarge() {
        return new PluginRefused(dev.vitrine.api.data.Problem.of(
                "too-large", 413, "A plugin has at most " + (MAX_BYTES >> 20) + " MiB; this upload is larger."));
    }

    private static JarFile open(Path file) throws PluginRefused {
        try {
            return new JarFile(file.toFile());
        } catch (IOException e) {
            throw PluginRefused.bad("not-a-jar", "The upload is no jar file: " + e.getMessage() + ".");
        }
    }

    private static String id(Attributes headers) throws PluginRefused {
        String id = headers.getValue(HEADER_ID);
        if (headers.getValue(Constants.BUNDLE_SYMBOLICNAME) == null
                || headers.getValue(Constants.BUNDLE_VERSION) == null) {
            throw PluginRefused.bad(
                    "not-a-bundle",
                    "The jar is no OSGi bundle: its manifest names no Bundle-SymbolicName or no Bundle-Version. Build"
                            + " it with the plugin parent.");
        }
        if (id == null) {
            throw PluginRefused.bad(
                    "not-a-plugin",
                    "Bundle \"" + headers.getValue(Constants.BUNDLE_SYMBOLICNAME)
                            + "\" is no plugin: its manifest has no header \"" + HEADER_ID
                            + "\" with the plugin's id.");
        }
        if (!ID.matcher(id.strip()).matches()) {
            throw PluginRefused.bad(
                    "not-a-plugin",
                    "\"" + id.strip() + "\" is no plugin id; it takes lower-case letters, digits and hyphens.");
        }
        return id.strip();
    }

    private static Version version(Attributes headers, String id) throws PluginRefused {
        String version = headers.getValue(Constants.BUNDLE_VERSION);
        try {
            return Version.parseVersion(version);
        } catch (IllegalArgumentException e) {
            throw PluginRefused.bad("not-a-bundle", "Plugin \"" + id + "\" has no OSGi version: \"" + version + "\".");
        }
    }

    private static void forbid(Attributes headers, String id) throws PluginRefused {
        if (headers.getValue(Constants.EXPORT_PACKAGE) != null) {
            throw PluginRefused.bad(
                    "exports-packages",
                    "Plugin \"" + id + "\" exports packages (" + headers.getValue(Constants.EXPORT_PACKAGE)
                            + "). Plugins share nothing with each other; drop Export-Package.");
        }
        if (headers.getValue(Constants.REQUIRE_BUNDLE) != null || headers.getValue(Constants.FRAGMENT_HOST) != null) {
            throw PluginRefused.bad(
                    "needs-a-bundle",
                    "Plugin \"" + id + "\" hangs on another bundle (Require-Bundle or Fragment-Host). A plugin stands"
                            + " alone; pack what it needs into it.");
        }
        if (headers.getValue("Service-Component") == null) {
            throw PluginRefused.bad(
                    "no-component",
                    "Plugin \"" + id + "\" has no component, so it contributes nothing; annotate a class with"
                            + " @Component.");
        }
    }

    private static void entries(JarFile jar, String id) throws PluginRefused {
        long unpacked = 0;
        int count = 0;
        for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
            JarEntry entry = all.nextElement();
            unpacked += Math.max(0, entry.getSize());
            if (unpacked > MAX_UNPACKED_BYTES || ++count > MAX_ENTRIES) {
                throw PluginRefused.bad("too-large", "Plugin \"" + id + "\" unpacks to more than a plugin may hold.");
            }
            if (entry.getName().startsWith(SPI) && entry.getName().endsWith(CLASS)) {
                String name = entry.getName();
                throw PluginRefused.bad(
                        "contains-spi",
                        "Plugin \"" + id + "\" contains the SPI class \""
                                + name.substring(0, name.length() - CLASS.length())
                                        .replace('/', '.')
                                + "\". The server brings the SPI; give the dependency on vitrine-api the scope"
                                + " \"provided\".");
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
