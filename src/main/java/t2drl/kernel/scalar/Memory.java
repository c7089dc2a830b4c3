package t2drl.kernel.scalar;

import org.jspecify.annotations.Nullable;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Indices;
import t2drl.kernel.host.HostCounter;
import t2drl.kernel.host.HostIndices;

/** From the interfaces of device memory to this backend's arrays, with a check of the length that a kernel needs. */
final class Memory {
    private Memory() {}

    static double[] of(Buffer buffer, int needed) {
        if (!(buffer instanceof ScalarBuffer own)) {
            throw new IllegalArgumentException("the buffer belongs to another device");
        }
        return longEnough(own.data, needed);
    }

    static double[] of(Buffer buffer) {
        return of(buffer, 0);
    }

    static double @Nullable [] ofNullable(@Nullable Buffer buffer, int needed) {
        return buffer == null ? null : of(buffer, needed);
    }

    static int[] of(Indices indices, int needed) {
        if (!(indices instanceof HostIndices own)) {
            throw new IllegalArgumentException("the indices belong to another device");
        }
        if (own.data.length < needed) {
            throw tooShort(own.data.length, needed);
        }
        return own.data;
    }

    static HostCounter of(Counter counter) {
        if (!(counter instanceof HostCounter own)) {
            throw new IllegalArgumentException("the counter belongs to another device");
        }
        return own;
    }

    private static double[] longEnough(double[] data, int needed) {
        if (data.length < needed) {
            throw tooShort(data.length, needed);
        }
        return data;
    }

    private static IllegalArgumentException tooShort(int length, int needed) {
        return new IllegalArgumentException("memory of " + length + " elements where the kernel needs " + needed);
    }
}
