package t2drl.kernel.host;

import t2drl.kernel.Counter;

/** A counter in a field, as the host backends hold it. */
public final class HostCounter implements Counter {
    /** The count itself, for kernels. */
    public long value;

    private final OpStream ops;

    public HostCounter(OpStream ops) {
        this.ops = ops;
    }

    @Override
    public long get() {
        ops.requireIdle();
        return value;
    }

    @Override
    public void set(long value) {
        ops.requireIdle();
        this.value = value;
    }
}
