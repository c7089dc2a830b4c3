package t2drl.method;

/**
 * Means over all requests of one evaluation episode.
 *
 * @param cost the negative of the slot reward, s (system model, section 4)
 * @param latency s
 * @param tv total variation of the images, lower is better
 * @param hitRatio requests that found their model cached
 * @param lateRatio requests that missed their deadline
 */
public record EpisodeResult(double cost, double latency, double tv, double hitRatio, double lateRatio) {}
