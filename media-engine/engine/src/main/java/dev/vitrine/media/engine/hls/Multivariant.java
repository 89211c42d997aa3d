package dev.vitrine.media.engine.hls;

import dev.vitrine.api.media.Rung;
import dev.vitrine.media.engine.codec.Codecs;
import dev.vitrine.media.engine.stream.Sound;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Writes a multivariant playlist (4.4.6), a variant for each rung, the best first. Players take the one that needs most
 * for the best, so each is said to need more than the next: the source may well take less than a rung of a noisy
 * picture is allowed to. For one thread.
 */
final class Multivariant {
    /** Encoders overshoot what they are told by about this much within a segment. */
    private static final double PEAK_OF_MEAN = 1.3;

    private static final int VERSION = 6;

    /** {@code INSTREAM-ID} with a service (8). */
    private static final int VERSION_OF_SERVICES = 7;

    private static final double MARGIN = 1.1;

    /** What ladders encode; the profile is known for sure with a rung's first picture, and players ask before. */
    private static final String LADDER_CODEC = "avc1.42c01f";

    private static final String CAPTIONS = "captions";
    private static final String SOUNDS = "sounds";

    private final String query;
    private final List<String> captions;
    private final List<String> soundLines = new ArrayList<>();
    private final TreeSet<String> soundCodecs = new TreeSet<>();
    private long soundPeak;
    private final List<Variant> variants = new ArrayList<>();

    private record Variant(String name, long peak, long mean, String codecs, int width, int height, double fps) {}

    /**
     * Begins one.
     *
     * @param query what every playlist's address ends with, or nothing
     * @param captions channels of the closed captions that every variant carries, {@code CC1} or {@code SERVICE1}
     */
    Multivariant(String query, List<String> captions) {
        this.query = query;
        this.captions = captions;
    }

    /**
     * Lists sounds to choose from, in playlists of their own; variants that are added from now on are pictures alone.
     *
     * @param sounds none when the variants have the one sound there is
     * @param peak what the most demanding of them needs, in bits a second
     */
    void hear(List<Sound> sounds, long peak) {
        soundPeak = Math.round(peak * MARGIN);
        List<String> names = new ArrayList<>();
        for (Sound sound : sounds) {
            String name = name(sound);
            names.add(names.contains(name) ? name + " (" + sound.id() + ")" : name);
            soundCodecs.add(sound.config().codec());
            boolean first = sound.id().equals(Sound.FIRST);
            soundLines.add("#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"" + SOUNDS + "\",NAME=\"" + names.getLast() + "\""
                    + (sound.language().isEmpty() ? "" : ",LANGUAGE=\"" + sound.language() + "\"")
                    + ",DEFAULT=" + (first ? "YES" : "NO") + ",AUTOSELECT=YES,CHANNELS=\""
                    + sound.config().channels() + "\",URI=\"hls/" + Names.playlist(Apart.sound(sound.id()))
                    + "\"\n");
        }
    }

    private static String name(Sound sound) {
        String language = Locale.forLanguageTag(sound.language()).getDisplayLanguage(Locale.ENGLISH);
        String both = language.isEmpty() || sound.name().isEmpty() ? "" : " - ";
        String name = language + both + sound.name();
        return name.isEmpty() ? "Sound " + sound.id() : name;
    }

    /** The playlist of a rung, with sound or without. */
    String named(String rung) {
        return soundLines.isEmpty() ? rung : Apart.picture(rung);
    }

    private String codecs(String video) {
        return soundLines.isEmpty() ? video : video + "," + String.join(",", soundCodecs);
    }

    /** Adds a variant that is there, with what it really takes. */
    void add(String name, Codecs codecs, Rendition.Rate rate, double fps) {
        double declared = codecs.video().fps();
        variants.add(new Variant(
                named(name),
                Math.round(rate.peak() * MARGIN) + soundPeak + 1,
                rate.mean() + 1,
                soundLines.isEmpty() ? codecs.rfc6381() : codecs(codecs.video().codec()),
                codecs.video().width(),
                codecs.video().height(),
                declared >= 1 ? declared : fps));
    }

    /** Adds a variant that nobody has asked for yet, with what it is meant to be. */
    void add(Rung rung) {
        String video = rung.videoCodec().isEmpty() ? LADDER_CODEC : rung.videoCodec();
        String codecs = !soundLines.isEmpty()
                ? codecs(video)
                : rung.audioCodec().isEmpty() ? video : video + "," + rung.audioCodec();
        long bits = rung.kbps() * 1_000L;
        variants.add(new Variant(
                named(rung.name()),
                Math.round(bits * PEAK_OF_MEAN) + soundPeak + 1,
                bits + 1,
                codecs,
                rung.width(),
                rung.height(),
                rung.fps()));
    }

    /** The text. */
    String text() {
        boolean services = captions.stream().anyMatch(channel -> channel.startsWith("SERVICE"));
        StringBuilder out = new StringBuilder(1_024)
                .append("#EXTM3U\n#EXT-X-VERSION:")
                .append(services ? VERSION_OF_SERVICES : VERSION)
                .append('\n');
        soundLines.forEach(out::append);
        captions.forEach(channel -> out.append(caption(channel)));
        long below = 0;
        List<String> lines = new ArrayList<>();
        for (Variant variant : variants.reversed()) {
            long peak = Math.max(variant.peak(), Math.round(below * MARGIN));
            below = peak;
            lines.addFirst(line(variant, peak));
        }
        lines.forEach(out::append);
        return out.toString();
    }

    /** The language of captions is not told in them. */
    private String caption(String channel) {
        boolean first = channel.equals(captions.getFirst());
        return "#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"" + CAPTIONS + "\",NAME=\"Captions"
                + (first ? "" : " (" + channel + ")") + "\",DEFAULT=" + (first ? "YES" : "NO")
                + ",AUTOSELECT=YES,INSTREAM-ID=\"" + channel + "\"\n";
    }

    private String line(Variant variant, long peak) {
        StringBuilder line = new StringBuilder("#EXT-X-STREAM-INF:BANDWIDTH=").append(peak);
        if (variants.size() == 1) {
            line.append(",AVERAGE-BANDWIDTH=").append(variant.mean());
        }
        line.append(",CODECS=\"").append(variant.codecs()).append('"');
        if (variant.width() > 0 && variant.height() > 0) {
            line.append(",RESOLUTION=").append(variant.width()).append('x').append(variant.height());
        }
        if (variant.fps() > 0) {
            line.append(",FRAME-RATE=").append(String.format(Locale.ROOT, "%.3f", variant.fps()));
        }
        if (!soundLines.isEmpty()) {
            line.append(",AUDIO=\"").append(SOUNDS).append('"');
        }
        line.append(",CLOSED-CAPTIONS=").append(captions.isEmpty() ? "NONE" : "\"" + CAPTIONS + "\"");
        return line.append("\nhls/")
                .append(Names.playlist(variant.name()))
                .append(query)
                .append('\n')
                .toString();
    }
}
