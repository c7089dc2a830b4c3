package t2drl.policy;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.StampedLock;
import t2drl.common.UserException;

/**
 * A policy that the C library {@code libt2drl_policy} has loaded. What is decided, shapes, units and errors are those of docs/policy.md. Arrays belong to
 * the caller and are not copied. Any number of threads may use one policy, and one may close it meanwhile: then later calls are an {@link IllegalStateException}.
 *
 * @see NativeLibrary#exists
 */
public final class NativePolicy implements DecisionEngine {
    /** The fastest SIMD level of this processor in single precision. */
    public static final String BEST = "best";

    /** The fastest SIMD level with hidden layers of bfloat16, at the cost of precision. */
    public static final String BEST_BF16 = "best-bf16";

    /** A thread in a native call with arrays holds up the garbage collector: no call is made for more users. */
    private static final int USERS_PER_CALL = 1024;

    private static final StructLayout INFO = MemoryLayout.structLayout(
            ADDRESS.withName("simd"),
            JAVA_INT.withName("min_users"),
            JAVA_INT.withName("max_users"),
            JAVA_INT.withName("users"),
            JAVA_INT.withName("models"),
            JAVA_INT.withName("popularity_states"),
            JAVA_INT.withName("observes_requests"),
            JAVA_INT.withName("features"),
            MemoryLayout.paddingLayout(Integer.BYTES));

    /** Signatures and handles; the library is loaded by then. */
    private static final class Functions {
        static final Linker.Option WITH_ARRAYS = Linker.Option.critical(true);
        static final MethodHandle LOAD =
                NativeLibrary.function("load", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS));
        static final MethodHandle FREE = NativeLibrary.function("free", FunctionDescriptor.ofVoid(ADDRESS));
        static final MethodHandle ERROR = NativeLibrary.function("error", FunctionDescriptor.of(ADDRESS));
        static final MethodHandle DESCRIBE =
                NativeLibrary.function("describe", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
        static final MethodHandle DECIDE = NativeLibrary.function(
                "decide_batch",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS,
                        ADDRESS, ADDRESS),
                WITH_ARRAYS);
        static final MethodHandle DECIDE_FEATURES = NativeLibrary.function(
                "decide_features",
                FunctionDescriptor.of(
                        JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
                WITH_ARRAYS);
        static final MethodHandle CACHE_POPULARITY = NativeLibrary.function(
                "cache_popularity", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS), WITH_ARRAYS);
        static final MethodHandle CACHE_REQUESTS = NativeLibrary.function(
                "cache_requests", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS), WITH_ARRAYS);
    }

    /**
     * What a policy is made for.
     *
     * @param simd the SIMD level that it decides with
     * @param minUsers fewest users of a cell
     * @param maxUsers most users of a cell
     * @param users those it was trained with
     * @param observesRequests whether its cache decision sees requests, in place of the popularity state
     */
    public record Info(
            String simd,
            int minUsers,
            int maxUsers,
            int users,
            int models,
            int popularityStates,
            boolean observesRequests,
            int features) {}

    /** The loaded policy, which all engines that are made of one share. Calls hold the lock for reading. */
    private static final class Handle {
        final MemorySegment policy;
        final Info info;
        private final StampedLock lock = new StampedLock();
        private final AtomicBoolean closed = new AtomicBoolean();

        Handle(MemorySegment policy) {
            this.policy = policy;
            this.info = describe(policy);
        }

        /** Keeps the policy from being freed until {@link #release} is called with what this returns. */
        long hold() {
            long stamp = lock.readLock();
            if (closed.get()) {
                lock.unlockRead(stamp);
                throw new IllegalStateException("the policy is closed");
            }
            return stamp;
        }

        void release(long stamp) {
            lock.unlockRead(stamp);
        }

        void close() {
            if (closed.getAndSet(true)) {
                return;
            }
            long stamp = lock.writeLock(); // once the last call has ended
            try {
                Functions.FREE.invokeExact(policy);
            } catch (Throwable e) {
                throw unchecked(e);
            } finally {
                lock.unlockWrite(stamp);
            }
        }
    }

    private final Handle handle;
    private final Choice choice;

    private NativePolicy(Handle handle, Choice choice) {
        this.handle = handle;
        this.choice = choice;
    }

    @Override
    public NativePolicy sampled(long seed) {
        return new NativePolicy(handle, Choice.sample(seed));
    }

    @Override
    public NativePolicy bestOf(int candidates, long seed) {
        return new NativePolicy(handle, Choice.best(candidates, seed));
    }

    /**
     * Loads a run folder.
     *
     * @param simd {@link #BEST}, {@link #BEST_BF16}, or a level: {@code portable, avx2, avx512, avx512-bf16, amx-bf16}
     * @throws UserException if the policy is missing or damaged, this processor lacks the level, or this build the library
     */
    public static NativePolicy load(Path folder, String simd) {
        NativeLibrary.load();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            int code = (int)
                    Functions.LOAD.invokeExact(arena.allocateFrom(folder.toString()), arena.allocateFrom(simd), result);
            if (code != 0) {
                throw new UserException(error());
            }
            return new NativePolicy(new Handle(result.get(ADDRESS, 0)), Choice.WITHOUT_RANDOMNESS);
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    private static Info describe(MemorySegment policy) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment found = arena.allocate(INFO);
            Functions.DESCRIBE.invokeExact(policy, found);
            return new Info(
                    text(found.get(ADDRESS, 0)),
                    number(found, "min_users"),
                    number(found, "max_users"),
                    number(found, "users"),
                    number(found, "models"),
                    number(found, "popularity_states"),
                    number(found, "observes_requests") != 0,
                    number(found, "features"));
        } catch (Throwable e) {
            throw unchecked(e);
        }
    }

    public Info info() {
        return handle.info;
    }

    @Override
    public int models() {
        return handle.info.models;
    }

    @Override
    public int popularityStates() {
        return handle.info.popularityStates;
    }

    @Override
    public int minUsers() {
        return handle.info.minUsers;
    }

    @Override
    public int maxUsers() {
        return handle.info.maxUsers;
    }

    @Override
    public boolean observesRequests() {
        return handle.info.observesRequests;
    }

    @Override
    public void decide(
            int cells,
            int users,
            double[] gainDb,
            double[] inputBits,
            double[] outputBits,
            int[] model,
            int[] cached,
            long draw,
            float[] bandwidth,
            float[] compute) {
        requireLengths(cells, cached.length);
        long rows = (long) cells * users;
        requireLengths(
                rows,
                gainDb.length,
                inputBits.length,
                outputBits.length,
                model.length,
                bandwidth.length,
                compute.length);
        long held = handle.hold();
        try {
            int most = cellsPerCall(users);
            for (int cell = 0; cell < cells || cell == 0; cell += most) {
                int some = Math.min(most, cells - cell);
                int at = cell * users;
                check((int) Functions.DECIDE.invokeExact(
                        handle.policy,
                        some,
                        users,
                        from(gainDb, at),
                        from(inputBits, at),
                        from(outputBits, at),
                        MemorySegment.ofArray(model).asSlice((long) Integer.BYTES * at),
                        MemorySegment.ofArray(cached).asSlice((long) Integer.BYTES * cell),
                        choice(draw + cell),
                        from(bandwidth, at),
                        from(compute, at)));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        } finally {
            handle.release(held);
        }
    }

    @Override
    public void decideFromFeatures(
            int cells,
            int users,
            float[] state,
            float[] hit,
            float[] a3,
            long draw,
            float[] bandwidth,
            float[] compute) {
        long rows = (long) cells * users;
        requireLengths(rows * handle.info.features, state.length);
        requireLengths(rows, hit.length, a3.length, bandwidth.length, compute.length);
        long held = handle.hold();
        try {
            int most = cellsPerCall(users);
            for (int cell = 0; cell < cells || cell == 0; cell += most) {
                int at = cell * users;
                check((int) Functions.DECIDE_FEATURES.invokeExact(
                        handle.policy,
                        Math.min(most, cells - cell),
                        users,
                        from(state, at * handle.info.features),
                        from(hit, at),
                        from(a3, at),
                        choice(draw + cell),
                        from(bandwidth, at),
                        from(compute, at)));
            }
        } catch (Throwable e) {
            throw unchecked(e);
        } finally {
            handle.release(held);
        }
    }

    @Override
    public int cacheForPopularity(int popularityState) {
        int[] cached = new int[1];
        long held = handle.hold();
        try {
            check((int) Functions.CACHE_POPULARITY.invokeExact(
                    handle.policy, popularityState, MemorySegment.ofArray(cached)));
        } catch (Throwable e) {
            throw unchecked(e);
        } finally {
            handle.release(held);
        }
        return cached[0];
    }

    @Override
    public int cacheForRequests(double[] requests, int cachedNow) {
        requireLengths(handle.info.models, requests.length);
        int[] cached = new int[1];
        long held = handle.hold();
        try {
            check((int) Functions.CACHE_REQUESTS.invokeExact(
                    handle.policy, MemorySegment.ofArray(requests), cachedNow, MemorySegment.ofArray(cached)));
        } catch (Throwable e) {
            throw unchecked(e);
        } finally {
            handle.release(held);
        }
        return cached[0];
    }

    /** Frees the policy and that of all engines made of it, once the calls that go on have ended. */
    @Override
    public void close() {
        handle.close();
    }

    private static int cellsPerCall(int users) {
        return Math.max(1, USERS_PER_CALL / Math.max(1, users));
    }

    private static void requireLengths(long wanted, int... lengths) {
        for (int length : lengths) {
            if (length != wanted) {
                throw new IllegalArgumentException(
                        "an array has %d numbers, but should have %d".formatted(length, wanted));
            }
        }
    }

    private static MemorySegment from(double[] array, int at) {
        return MemorySegment.ofArray(array).asSlice((long) Double.BYTES * at);
    }

    private static MemorySegment from(float[] array, int at) {
        return MemorySegment.ofArray(array).asSlice((long) Float.BYTES * at);
    }

    /** {@code t2drl_policy_choice}: seed, draw, sampled and candidates; none for no randomness. */
    private MemorySegment choice(long draw) {
        if (!choice.sampled() && choice.candidates() == 1) {
            return MemorySegment.NULL;
        }
        int sampled = choice.sampled() ? 1 : 0;
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        long low = little ? sampled : choice.candidates();
        long high = little ? choice.candidates() : sampled;
        return MemorySegment.ofArray(new long[] {choice.seed(), draw, high << Integer.SIZE | low});
    }

    private static int number(MemorySegment info, String field) {
        return info.get(JAVA_INT, INFO.byteOffset(PathElement.groupElement(field)));
    }

    private static String text(MemorySegment pointer) {
        return pointer.reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** Throws what the library says if a decision failed. */
    private static void check(int code) throws Throwable {
        if (code != 0) {
            throw new IllegalArgumentException(error().replaceFirst("\\.$", ""));
        }
    }

    private static String error() throws Throwable {
        return text((MemorySegment) Functions.ERROR.invokeExact());
    }

    private static RuntimeException unchecked(Throwable e) {
        return switch (e) {
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new IllegalStateException(e);
        };
    }
}
