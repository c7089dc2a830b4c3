package t2drl.method;

import t2drl.agent.CachingSettings;
import t2drl.agent.Observe;
import t2drl.edge.Scenario;
import t2drl.kernel.Buffer;
import t2drl.kernel.CellMemory;
import t2drl.kernel.Device;
import t2drl.kernel.SavedState;

/**
 * What a cache learner sees at a frame's start (system model, section 5): the popularity state, one-hot; or the request frequencies of the last frames, the latest first, and the
 * cached set, all 0 at an episode's start. Its steps can be recorded.
 */
final class FrameObservation {
    private final Device device;
    private final Observe observe;
    private final int cells;
    private final int models;
    private final int remembered;
    private final Buffer latest; // [cells, 2 models]: frequencies, cached
    private final Buffer frequencies;
    private final Buffer cached;
    private final Buffer older;
    private final Buffer history; // [cells, frames * models]

    FrameObservation(Device device, Scenario scenario, CachingSettings settings, int cells) {
        this.device = device;
        this.cells = cells;
        observe = settings.observe();
        models = scenario.models();
        int frames = observe == Observe.REQUESTS ? settings.historyFrames() : 0;
        remembered = Math.max(0, frames - 1) * models;
        latest = device.buffer(frames == 0 ? 0 : cells * 2 * models);
        frequencies = device.buffer(frames == 0 ? 0 : cells * models);
        cached = device.buffer(frequencies.length());
        older = device.buffer(cells * remembered);
        history = device.buffer(cells * frames * models);
    }

    /** How many numbers a cell shows. */
    static int width(Scenario scenario, CachingSettings settings) {
        return settings.observe() == Observe.POPULARITY
                ? scenario.popularityStates()
                : (settings.historyFrames() + 1) * scenario.models();
    }

    /** What it remembers. */
    void listState(SavedState state) {
        if (history.length() > 0) {
            state.add("history", history);
        }
    }

    /** At an episode's start: nothing has been requested yet. {@code out [cells, width]}. */
    void start(CellMemory memory, Buffer out) {
        if (observe == Observe.POPULARITY) {
            device.cells().popularityState(memory, out);
        } else {
            device.updates().fill(history, 0);
            device.updates().fill(out, 0);
        }
    }

    /** At the start of another frame, once in it. */
    void next(CellMemory memory, Buffer out) {
        if (observe == Observe.POPULARITY) {
            device.cells().popularityState(memory, out);
            return;
        }
        device.cells().requestState(memory, latest);
        device.actions().columns(cells, 2 * models, latest, 0, models, frequencies);
        device.actions().columns(cells, 2 * models, latest, models, models, cached);
        if (remembered > 0) {
            device.actions().columns(cells, remembered + models, history, 0, remembered, older);
            device.actions().concatenate(cells, models, frequencies, remembered, older, history);
        } else {
            device.updates().copy(frequencies, history);
        }
        device.actions().concatenate(cells, remembered + models, history, models, cached, out);
    }
}
