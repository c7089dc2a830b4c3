package t2drl.kernel;

/** What one slot gave every user, each {@code [cells, users]}: rates in bit/s, times in s, {@code late} and {@code hit} 0 or 1. */
public record SlotOutcome(
        Buffer uplinkBps,
        Buffer downlinkBps,
        Buffer steps,
        Buffer uplinkSeconds,
        Buffer downlinkSeconds,
        Buffer generationSeconds,
        Buffer backhaulSeconds,
        Buffer latencySeconds,
        Buffer tv,
        Buffer cost,
        Buffer late,
        Buffer hit,
        Buffer reward) {
    public static SlotOutcome on(Device device, CellShape shape) {
        int n = shape.cells() * shape.users();
        return new SlotOutcome(
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n),
                device.buffer(n));
    }
}
