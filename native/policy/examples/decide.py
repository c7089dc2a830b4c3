"""Decides for one cell with a trained policy: decide.py LIBRARY RUN_FOLDER [SIMD]."""
import ctypes
import sys
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int32, c_uint32, c_void_p

USERS = 15


class Info(ctypes.Structure):
    _fields_ = [("simd", c_char_p)] + [
        (name, c_int32)
        for name in ("min_users", "max_users", "users", "models", "popularity_states", "observes_requests", "features")
    ]


def library(path):
    lib = ctypes.CDLL(path)
    lib.t2drl_policy_error.restype = c_char_p
    lib.t2drl_policy_load.argtypes = [c_char_p, c_char_p, POINTER(c_void_p)]
    lib.t2drl_policy_free.argtypes = [c_void_p]
    lib.t2drl_policy_describe.argtypes = [c_void_p, POINTER(Info)]
    lib.t2drl_policy_cache_popularity.argtypes = [c_void_p, c_int32, POINTER(c_uint32)]
    doubles, floats = POINTER(c_double), POINTER(c_float)
    lib.t2drl_policy_decide.argtypes = [
        c_void_p, c_int32, doubles, doubles, doubles, POINTER(c_int32), c_uint32, c_void_p, floats, floats,
    ]
    return lib


def main():
    if not 3 <= len(sys.argv) <= 4:
        sys.exit("usage: " + __doc__.split(": ")[1])
    try:
        lib = library(sys.argv[1])
    except OSError as e:
        sys.exit(f"decide.py: {e}: name the library libt2drl_policy.so of a build.")

    def check(code):
        if code != 0:
            sys.exit(lib.t2drl_policy_error().decode())

    policy = c_void_p()
    simd = sys.argv[3].encode() if len(sys.argv) > 3 else None
    check(lib.t2drl_policy_load(sys.argv[2].encode(), simd, byref(policy)))
    info = Info()
    lib.t2drl_policy_describe(policy, byref(info))
    cached = c_uint32(0b111)
    if not info.observes_requests:
        check(lib.t2drl_policy_cache_popularity(policy, 0, byref(cached)))

    users = range(USERS)
    gain_db = (c_double * USERS)(*(-85 - 2.5 * u for u in users))
    input_bits = (c_double * USERS)(*(1e6 + 0.5e6 * u for u in users))
    output_bits = (c_double * USERS)(*(20e6 - 1e6 * u for u in users))
    model = (c_int32 * USERS)(*(u % info.models for u in users))
    bandwidth, compute = (c_float * USERS)(), (c_float * USERS)()
    check(
        lib.t2drl_policy_decide(
            policy, USERS, gain_db, input_bits, output_bits, model, cached, None, bandwidth, compute
        )
    )
    print("cached", cached.value)
    for u in users:
        print(f"user {u}: bandwidth {bandwidth[u]:.6f}, compute {compute[u]:.6f}")
    lib.t2drl_policy_free(policy)


main()
