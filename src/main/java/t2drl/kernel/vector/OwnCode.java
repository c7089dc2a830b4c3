package t2drl.kernel.vector;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Handles of loops that the JIT compiler is to compile by themselves. As a part of a caller, a loop on vectors may exceed what it inlines, or have calls of its own that
 * were not counted yet, which it takes for rare: then vectors go to the heap, for good.
 */
final class OwnCode {
    private OwnCode() {}

    /** A handle of a method of the class that looks, in an array because the JIT compiler takes its elements for variables: it does not look behind handles that are no constants. */
    static MethodHandle[] of(MethodHandles.Lookup lookup, String method, Class<?>... parameters) {
        try {
            return new MethodHandle[] {
                lookup.findVirtual(lookup.lookupClass(), method, MethodType.methodType(void.class, parameters))
            };
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
