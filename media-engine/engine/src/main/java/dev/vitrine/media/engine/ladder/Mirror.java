package dev.vitrine.media.engine.ladder;

import dev.vitrine.media.engine.stream.Packet;
import dev.vitrine.media.engine.stream.PacketSubscriber;
import dev.vitrine.media.engine.stream.Rendition;
import dev.vitrine.media.engine.stream.Segment;

/** Shows the source on a rung that is not encoded: the profile has it no more, or the source is as small. */
record Mirror(Rendition rendition) implements PacketSubscriber {
    @Override
    public void begin(Segment segment) {
        rendition.begin(segment);
    }

    @Override
    public void packet(Packet packet) {
        rendition.mirror(packet);
    }

    @Override
    public void other(String sound, Packet packet) {
        rendition.mirror(sound, packet);
    }

    @Override
    public void pause() {
        rendition.pause();
    }
}
