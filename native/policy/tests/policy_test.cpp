// Tests of the policy library, built with the address and undefined-behaviour sanitizers: policy_tests FOLDER, where FOLDER has run folders of
// policies. Prints "ok NAME" or "FAILED NAME: why" for each test.
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "../include/t2drl_policy.h"
#include "../crc32.h"
#include "../json.h"
#include "../safetensors.h"

// ---- What operator new gives ----

static std::atomic<std::size_t> allocations{0};
static std::atomic<std::size_t> largest{0};

static void* counted(std::size_t size, std::size_t alignment) {
  allocations++;
  if (size > largest) largest = size;
  void* p = std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
  if (p == nullptr) throw std::bad_alloc();
  return p;
}

void* operator new(std::size_t size) { return counted(size, 16); }
void* operator new(std::size_t size, std::align_val_t alignment) { return counted(size, static_cast<std::size_t>(alignment)); }
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

namespace {

std::string root;
std::string work;

void require(bool condition, const std::string& what) {
  if (!condition) throw std::runtime_error(what);
}

std::vector<std::string> run_folders() {
  std::vector<std::string> folders;
  DIR* folder = opendir(root.c_str());
  require(folder != nullptr, "no folder " + root);
  while (dirent* entry = readdir(folder)) {
    std::string path = root + "/" + entry->d_name;
    if (access((path + "/policy.json").c_str(), R_OK) == 0) folders.push_back(path);
  }
  closedir(folder);
  require(!folders.empty(), "no policy in " + root);
  return folders;
}

void write(const std::string& file, const std::string& content) {
  std::FILE* out = std::fopen(file.c_str(), "wb");
  require(out != nullptr && std::fwrite(content.data(), 1, content.size(), out) == content.size(), "cannot write " + file);
  std::fclose(out);
}

std::string read(const std::string& file) {
  t2drl::Bytes bytes = t2drl::read_file(file, std::size_t{1} << 30);
  return std::string(bytes.begin(), bytes.end());
}

// A policy that is freed.
class Loaded {
 public:
  explicit Loaded(const std::string& folder, const char* simd = nullptr) { code = t2drl_policy_load(folder.c_str(), simd, &policy); }
  ~Loaded() { t2drl_policy_free(policy); }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  int code;
  t2drl_policy* policy = nullptr;
};

struct Cell {
  explicit Cell(int users, int models, unsigned seed)
      : gain_db(users), input_bits(users), output_bits(users), model(users), bandwidth(users), compute(users) {
    std::mt19937 random(seed);
    for (int u = 0; u < users; u++) {
      gain_db[u] = -130 + 60 * (random() / 4294967296.0);
      input_bits[u] = 1e6 + random() % 7000000;
      output_bits[u] = 1e6 + random() % 24000000;
      model[u] = static_cast<int32_t>(random() % models);
    }
    cached = random() & ((1u << models) - 1);
  }

  int decide(const t2drl_policy* policy, const t2drl_policy_choice* choice) {
    return t2drl_policy_decide(policy, static_cast<int32_t>(model.size()), gain_db.data(), input_bits.data(), output_bits.data(),
                               model.data(), cached, choice, bandwidth.data(), compute.data());
  }

  void require_sound() const {
    double b = 0, x = 0;
    for (std::size_t u = 0; u < bandwidth.size(); u++) {
      require(bandwidth[u] >= 0 && compute[u] >= 0, "a share is negative or no number");
      b += bandwidth[u];
      x += compute[u];
    }
    require(std::fabs(b - 1) < 1e-5 && x < 1 + 1e-5, "shares do not add up");
  }

  std::vector<double> gain_db, input_bits, output_bits;
  std::vector<int32_t> model;
  uint32_t cached;
  std::vector<float> bandwidth, compute;
};

t2drl_policy_info describe(const t2drl_policy* policy) {
  t2drl_policy_info info;
  t2drl_policy_describe(policy, &info);
  return info;
}

const char* const kLevels[] = {"portable", "avx2", "avx512", "avx512-bf16", "amx-bf16"};

void decides_at_every_level() {
  int levels = 0;
  for (const std::string& folder : run_folders()) {
    for (const char* level : kLevels) {
      Loaded p(folder, level);
      if (p.code != 0) continue;
      levels++;
      t2drl_policy_info info = describe(p.policy);
      // One user more or less than a tile, a vector or a block has.
      for (int users : {1, 2, 5, 6, 7, 13, 15, 16, 17, 31, 32, 33, 50, 64, 65, 100}) {
        if (users < info.min_users || users > info.max_users) continue;
        for (int candidates : {1, 3}) {
          t2drl_policy_choice choice = {9, users, 1, candidates};
          Cell cell(users, info.models, static_cast<unsigned>(users));
          require(cell.decide(p.policy, &choice) == 0, t2drl_policy_error());
          cell.require_sound();
        }
      }
    }
  }
  require(levels > 0, "no level at all");
}

void allocates_nothing_when_it_decides() {
  Loaded p(run_folders()[0]);
  require(p.code == 0, t2drl_policy_error());
  t2drl_policy_info info = describe(p.policy);
  Cell cell(info.users, info.models, 1);
  t2drl_policy_choice best = {1, 2, 0, 4};
  require(cell.decide(p.policy, &best) == 0, t2drl_policy_error());
  std::size_t before = allocations;
  for (int i = 0; i < 1000; i++) {
    best.draw = i;
    require(cell.decide(p.policy, i % 2 == 0 ? nullptr : &best) == 0, t2drl_policy_error());
  }
  require(allocations == before, "it took memory");
}

void serves_many_threads() {
  for (const std::string& folder : run_folders()) {
    Loaded p(folder);
    require(p.code == 0, t2drl_policy_error());
    t2drl_policy_info info = describe(p.policy);
    Cell wanted(info.users, info.models, 3);
    require(wanted.decide(p.policy, nullptr) == 0, t2drl_policy_error());
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; t++) {
      threads.emplace_back([&] {
        Cell cell(info.users, info.models, 3);
        for (int i = 0; i < 50; i++) {
          if (cell.decide(p.policy, nullptr) != 0 || cell.bandwidth != wanted.bandwidth || cell.compute != wanted.compute) wrong++;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    require(wrong == 0, "threads disagree");
  }
}

void refuses_wrong_calls() {
  Loaded p(run_folders()[0]);
  require(p.code == 0, t2drl_policy_error());
  t2drl_policy_info info = describe(p.policy);
  uint32_t cached;
  Cell cell(info.users, info.models, 1);
  t2drl_policy* none;
  auto refused = [](int code, const char* word) {
    require(code == -1 && std::strstr(t2drl_policy_error(), word) != nullptr, std::string(word) + " but: " + t2drl_policy_error());
  };
  refused(t2drl_policy_load(nullptr, nullptr, &none), "null");
  refused(t2drl_policy_load("x", nullptr, nullptr), "null");
  refused(t2drl_policy_decide(nullptr, 1, nullptr, nullptr, nullptr, nullptr, 0, nullptr, nullptr, nullptr), "null");
  refused(t2drl_policy_cache_popularity(p.policy, -1, &cached), "popularity state");
  refused(t2drl_policy_cache_requests(p.policy, cell.gain_db.data(), 0, &cached), "popularity state");
  for (double wrong : {std::nan(""), HUGE_VAL, -501.0}) {
    Cell bad = cell;
    bad.gain_db[2] = wrong;
    refused(bad.decide(p.policy, nullptr), "gain_db[2]");
  }
  std::vector<float> state(static_cast<std::size_t>(info.users) * 14, 3e38f), hit(static_cast<std::size_t>(info.users), 1.0f), a3(hit);
  auto decide_state = [&] {
    return t2drl_policy_decide_features(p.policy, 1, info.users, state.data(), hit.data(), a3.data(), nullptr, cell.bandwidth.data(),
                                        cell.compute.data());
  };
  if (decide_state() == 0) cell.require_sound();
  state[5] = std::nanf("");
  refused(decide_state(), "state[5]");
  require(cell.decide(p.policy, nullptr) == 0, "the policy is no longer usable");
}

std::string crc32(const std::string& text) { return t2drl::crc32(reinterpret_cast<const unsigned char*>(text.data()), text.size()); }

void knows_crc32() {
  require(crc32("") == "00000000", "empty");
  require(crc32("123456789") == "cbf43926", "the check value of the standard");
  require(crc32(std::string(1, '\0')) == "d202ef8d", "a zero");
  require(crc32("The quick brown fox jumps over the lazy dog") == "414fa339", "a sentence");
}

void reads_json_strictly() {
  auto accepts = [](const std::string& text) {
    try {
      t2drl::Json json(text.data(), text.size(), "text");
      return true;
    } catch (const std::runtime_error&) {
      return false;
    }
  };
  for (const char* good : {"{}", " [1, -2.5e3, 0, true, null, \"\\u0041\\n\"] ", "{\"a\":{\"b\":[]}}", "1e999", "\"x\""}) {
    require(accepts(good), std::string("refuses ") + good);
  }
  for (const char* bad : {"", "{", "[1,]", "{\"a\":1,}", "01", "1.", ".5", "+1", "1e", "NaN", "Infinity", "'a'", "{a:1}", "[1]2", "\"\n\"", "\"\\x\"",
                          "\"\\u00g0\"", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "nul", "-", "\"", "[1 2]", "{\"a\" 1}"}) {
    require(!accepts(bad), std::string("accepts ") + bad);
  }
  require(!accepts(std::string(1000000, '[')), "accepts a million brackets");
  std::string text = "{\"n\":-12.5,\"w\":7}";
  t2drl::Json json(text.data(), text.size(), "text");
  t2drl::Json::Value n, w;
  require(json.root().find("n", &n) && n.number() == -12.5 && !n.whole(), "n");
  require(json.root().find("w", &w) && w.number() == 7 && w.whole(), "w");
}

// ---- Damaged files ----

std::string with_checksum(std::string manifest, const std::string& weights) {
  std::string key = "\"weights_crc32\"";
  std::size_t at = manifest.find(key);
  if (at == std::string::npos) return manifest;
  at = manifest.find('"', at + key.size());
  if (at == std::string::npos || at + 9 > manifest.size()) return manifest;
  return manifest.replace(at + 1, 8, crc32(weights));
}

std::string mutated(std::string text, std::size_t interesting, std::mt19937& random) {
  auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random()) % n; };
  static const char* const kNumbers[] = {"-1", "0", "1e308", "1e999", "99999999999999999999", "0.5", "1073741824", "4294967296", "null", "[]", "\"\"", "{}"};
  for (std::size_t times = 1 + below(3); times > 0; times--) {
    std::size_t at = below(random() % 4 == 0 ? text.size() : std::min(interesting, text.size()));
    switch (below(7)) {
      case 0: text.resize(at); break;
      case 1: if (at < text.size()) text[at] = static_cast<char>(random()); break;
      case 2: if (at < text.size()) text[at] = static_cast<char>(text[at] ^ 1 << below(8)); break;
      case 3: text.erase(at, below(40)); break;
      case 4: text.insert(at, text.substr(below(text.size()), below(60))); break;
      case 5: {
        std::size_t digit = text.find_first_of("0123456789", at);
        if (digit == std::string::npos) break;
        std::size_t end = text.find_first_not_of("0123456789.eE+-", digit);
        text.replace(digit, (end == std::string::npos ? text.size() : end) - digit, kNumbers[below(std::size(kNumbers))]);
        break;
      }
      default: for (std::size_t i = at; i < std::min(at + 8, text.size()); i++) text[i] = static_cast<char>(below(2) == 0 ? 0xff : 0x7f);
    }
  }
  return text;
}

// Whatever the files hold: a policy that decides, or one sentence; and memory in proportion to the files.
void survives(const std::string& manifest, const std::string& weights, int* loaded) {
  write(work + "/policy.json", manifest);
  write(work + "/policy.safetensors", weights);
  largest = 0;
  Loaded p(work);
  require(largest <= 64 * (manifest.size() + weights.size()) + (1 << 20), "took " + std::to_string(largest) + " bytes");
  if (p.code != 0) {
    std::string error = t2drl_policy_error();
    require(!error.empty() && error.back() == '.' && error.find('\n') == std::string::npos, "no sentence: " + error);
    return;
  }
  (*loaded)++;
  t2drl_policy_info info = describe(p.policy);
  Cell cell(info.min_users, info.models, 4);
  if (cell.decide(p.policy, nullptr) == 0) {
    for (float share : cell.bandwidth) require(std::isfinite(share), "gave a share that is no number");
  }
}

void survives_damaged_files() {
  constexpr int kFiles = 12000;
  std::mt19937 random(20261126);
  std::vector<std::string> manifests, weights;
  for (const std::string& folder : run_folders()) {
    manifests.push_back(read(folder + "/policy.json"));
    weights.push_back(read(folder + "/policy.safetensors"));
  }
  int loaded = 0;
  survives(manifests[0], weights[0], &loaded);
  require(loaded == 1, t2drl_policy_error());
  for (int i = 0; i < kFiles; i++) {
    std::size_t p = random() % manifests.size();
    std::string manifest = manifests[p];
    std::string tensors = weights[p];
    if (i % 2 == 0) {
      manifest = mutated(manifest, manifest.size(), random);
    } else {
      tensors = mutated(tensors, 2048, random);
    }
    // Or nothing behind the checksum would ever be reached.
    if (i % 3 != 0) manifest = with_checksum(manifest, tensors);
    try {
      survives(manifest, tensors, &loaded);
    } catch (const std::exception& e) {
      require(false, "file " + std::to_string(i) + ": " + e.what());
    }
  }
  std::printf("%d damaged policies, %d of them still load\n", kFiles, loaded - 1);
}

int failures = 0;

void test(const char* name, const std::function<void()>& body) {
  try {
    body();
    std::printf("ok %s\n", name);
  } catch (const std::exception& e) {
    failures++;
    std::printf("FAILED %s: %s\n", name, e.what());
  }
  std::fflush(stdout);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: policy_tests FOLDER\n");
    return 2;
  }
  root = arguments[1];
  work = root + "/damaged";
  mkdir(work.c_str(), 0700);
  unlink((work + "/policy.json").c_str());
  test("knows_crc32", knows_crc32);
  test("reads_json_strictly", reads_json_strictly);
  test("decides_at_every_level", decides_at_every_level);
  test("allocates_nothing_when_it_decides", allocates_nothing_when_it_decides);
  test("serves_many_threads", serves_many_threads);
  test("refuses_wrong_calls", refuses_wrong_calls);
  test("survives_damaged_files", survives_damaged_files);
  return failures == 0 ? 0 : 1;
}
