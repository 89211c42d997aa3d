package dev.vitrine.media.engine.stream;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Two letters of ISO 639-1 for three of ISO 639-2, which transport streams use; the JDK knows its terminology codes.
 */
final class LanguageCodes {
    /** Bibliographic codes, where they differ. */
    private static final Map<String, String> BIBLIOGRAPHIC = Map.ofEntries(
            Map.entry("alb", "sq"),
            Map.entry("arm", "hy"),
            Map.entry("baq", "eu"),
            Map.entry("bur", "my"),
            Map.entry("chi", "zh"),
            Map.entry("cze", "cs"),
            Map.entry("dut", "nl"),
            Map.entry("fre", "fr"),
            Map.entry("geo", "ka"),
            Map.entry("ger", "de"),
            Map.entry("gre", "el"),
            Map.entry("ice", "is"),
            Map.entry("mac", "mk"),
            Map.entry("mao", "mi"),
            Map.entry("may", "ms"),
            Map.entry("per", "fa"),
            Map.entry("rum", "ro"),
            Map.entry("slo", "sk"),
            Map.entry("tib", "bo"),
            Map.entry("wel", "cy"));

    static final Map<String, String> SHORT = all();

    private LanguageCodes() {}

    private static Map<String, String> all() {
        Map<String, String> codes = new HashMap<>(BIBLIOGRAPHIC);
        for (String two : Locale.getISOLanguages()) {
            codes.put(Locale.of(two).getISO3Language(), two);
        }
        return Map.copyOf(codes);
    }
}
