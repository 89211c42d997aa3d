package dev.vitrine.core.room;

import java.util.List;

/**
 * A stretch of a channel.
 *
 * @param epoch name of the channel's life; offsets of another epoch mean nothing
 * @param topOffset offset of the newest publication, 0 when there is none
 * @param publications in offset order
 * @param complete whether nothing between the asked offset and the first publication is missing
 */
public record History(String epoch, long topOffset, List<Publication> publications, boolean complete) {}
