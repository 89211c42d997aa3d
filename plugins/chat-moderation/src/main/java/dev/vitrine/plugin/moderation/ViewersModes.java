package dev.vitrine.plugin.moderation;

import dev.vitrine.api.data.Body;
import dev.vitrine.api.log.Channel;
import dev.vitrine.api.overlay.SnapshotPart;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tells a joining viewer how the chat is run: slow mode, emotes only and so on. */
@Component
public final class ViewersModes implements SnapshotPart {
    private final ChatModeration moderation;

    /** Of that moderation. */
    @Activate
    public ViewersModes(@Reference ChatModeration moderation) {
        this.moderation = moderation;
    }

    @Override
    public Channel channel() {
        return Channel.CHAT;
    }

    @Override
    public String name() {
        return "modes";
    }

    @Override
    public Body snapshot(String event) {
        return moderation.modes(event);
    }
}
