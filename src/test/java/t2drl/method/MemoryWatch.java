package t2drl.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import t2drl.kernel.Buffer;
import t2drl.kernel.Counter;
import t2drl.kernel.Device;
import t2drl.kernel.Indices;

/** A device, and everything that anybody has asked it for: all numbers that a training has, listed as state or not. */
final class MemoryWatch {
    private final List<Object> memory = new ArrayList<>();
    private final Device device;

    MemoryWatch(Device watched) {
        device = (Device) Proxy.newProxyInstance(
                Device.class.getClassLoader(), new Class<?>[] {Device.class}, (_, method, arguments) -> {
                    try {
                        Object result = method.invoke(watched, arguments);
                        if (result instanceof Buffer || result instanceof Indices || result instanceof Counter) {
                            memory.add(result);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    Device device() {
        return device;
    }

    /** What it holds now, in the order in which it was asked for. */
    List<List<? extends Number>> contents() {
        List<List<? extends Number>> contents = new ArrayList<>();
        for (Object one : memory) {
            contents.add(
                    switch (one) {
                        case Buffer buffer ->
                            Arrays.stream(buffer.toArray()).boxed().toList();
                        case Indices indices ->
                            Arrays.stream(indices.toArray()).boxed().toList();
                        case Counter counter -> List.of(counter.get());
                        default -> throw new AssertionError(one);
                    });
        }
        return contents;
    }
}
