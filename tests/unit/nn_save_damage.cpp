// SPDX-License-Identifier: MIT
// Files that were cut, changed or interrupted: a clear error and the model as it was, never half of a file.
#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/oracle.hpp"

#include <tenon/io/safetensors.hpp>
#include <tenon/nn/layers.hpp>
#include <tenon/nn/save.hpp>
#include <tenon/nn/sequential.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace tn = tenon;
namespace io = tenon::io;
namespace nn = tenon::nn;
using tenon_test::Bytes;

namespace {

struct Small {
  tn::Param<float, 2, 1> kernel;
  tn::Tensor<std::int8_t> level{std::int8_t{3}};
  TENON_MODULE(Small, kernel, level);
};
Small const original = [] {
  Small m;
  m.kernel.data()[0] = 1.5F;
  m.kernel.data()[1] = -2.F;
  return m;
}();

template <class M>
std::string bits(M const& m) {
  std::string all;
  tn::for_each_tensor(m, [&all](tn::Path const&, auto const& t) {
    all.append(reinterpret_cast<char const*>(t.data()), sizeof(*t.data()) * t.size);
  });
  return all;
}

/// What the error says; empty where there is none. The model must not have changed then.
std::string refusal(Bytes const& bytes) {
  Small model;
  auto const before = bits(model);
  try {
    nn::load(bytes, model, "f");
    return {};
  } catch (io::Error const& error) {
    std::string const words = error.what();
    if (!words.starts_with("f: ") || words.size() < 15) FAIL(words);
    if (bits(model) != before) FAIL("the model has changed: " << words);
    return words;
  }
}

}  // namespace

TEST_CASE("load: a file cut at every byte, or with bytes behind its end", "[save]") {
  auto const bytes = nn::model_bytes(original);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    CAPTURE(n);
    CHECK(!refusal(Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(n))).empty());
  }
  auto longer = bytes;
  longer.push_back({});
  CHECK(refusal(longer) == "f: elements: expected 9 bytes after the header, found 10");
}

TEST_CASE("load: a file flipped at every bit, of the header and of the elements", "[save]") {
  auto bytes = nn::model_bytes(original);
  CHECK(refusal(bytes).empty());
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] ^= std::byte(1 << bit);
      if (refusal(bytes).empty()) ++accepted;
      bytes[i] ^= std::byte(1 << bit);
    }
  CHECK(accepted == 0);
}

TEST_CASE("load: files of random bytes and of shuffled pieces end in an error, not in a crash", "[save]") {
  auto const bytes = nn::model_bytes(original);
  tn::Philox const random(11);
  for (std::uint64_t round = 0; round < 3000; ++round) {
    auto changed = bytes;
    auto draw = [&, n = std::uint64_t{0}](std::size_t below) mutable { return random.word(n++, round) % below; };
    for (std::size_t k = 1 + draw(6); k-- > 0;) {
      std::size_t const from = draw(changed.size()), to = draw(changed.size()),
                        n = std::min(draw(20), changed.size() - std::max(from, to));
      if (draw(3) == 0)
        changed[to] = std::byte(draw(256));
      else if (draw(2) == 0)
        std::copy_n(Bytes(changed).begin() + std::ptrdiff_t(from), n, changed.begin() + std::ptrdiff_t(to));
      else
        changed.erase(changed.begin() + std::ptrdiff_t(to), changed.begin() + std::ptrdiff_t(to + n));
    }
    if (changed != bytes) CHECK(!refusal(changed).empty());
  }
}

#if TENON_HAS_FORK
namespace {
struct Large {
  tn::Param<float, 128, 128> kernel;  // 64 KiB: a write takes a while
  TENON_MODULE(Large, kernel);
};
}  // namespace

// TENON_KILLS=1000 in the environment for more.
TEST_CASE("save: killed in the middle, again and again: the old file or the new one", "[save]") {
  char const* const wanted = std::getenv("TENON_KILLS");
  int const kills = wanted != nullptr ? std::atoi(wanted) : 50;
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("model.safetensors");
  Large model;
  model.kernel.fill(0.F);
  auto const start = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) nn::save(file, model);
  auto const took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start).count() / 5;
  auto const longest = static_cast<std::uint32_t>(std::clamp<long>(3 * long(took), 1000, 100000));
  tn::Philox const random(2);
  int unfinished = 0, changed = 0;
  float last = 0;
  for (int kill_number = 0; kill_number < kills; ++kill_number) {
    pid_t const child = fork();
    if (child == 0) {
      for (int i = 0;; ++i) {
        model.kernel.fill(float(kill_number * 10000 + i));
        nn::save(file, model);
      }
    }
    usleep(random.word(std::uint64_t(kill_number)) % longest);
    ::kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    Large found;
    nn::load(file, found);  // throws for anything but a whole file
    float const value = found.kernel.data()[0];
    REQUIRE(std::all_of(found.kernel.begin(), found.kernel.end(), [&](float x) { return x == value; }));
    REQUIRE((value == last || (value >= float(kill_number * 10000) && value < float((kill_number + 1) * 10000))));
    changed += value != last;
    last = value;
    unfinished += directory.entries() > 1;
    REQUIRE(directory.entries() <= 2);  // what one has left the next one clears away
  }
  CHECK(changed > 0);
  nn::save(file, model);
  CHECK(directory.entries() == 1);
  if (wanted != nullptr)
    WARN(kills << " kills, " << unfinished << " of them in the middle of a write, " << changed << " after a new file");
}

TEST_CASE("save: several processes write one file at once", "[save]") {
  tenon_test::TemporaryDirectory const directory;
  auto const file = directory.file("model.safetensors");
  std::vector<pid_t> children;
  for (int c = 0; c < 4; ++c) {
    pid_t const child = fork();
    if (child == 0) {
      try {
        Large model;
        for (int i = 0; i < 25; ++i) {
          model.kernel.fill(float(100 * c + i));
          nn::save(file, model);
          nn::load(file, model);
        }
        _exit(0);
      } catch (io::Error const& error) {
        std::fputs(error.what(), stderr);
        _exit(1);
      }
    }
    children.push_back(child);
  }
  for (pid_t const child : children) {
    int status = 0;
    waitpid(child, &status, 0);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  }
  CHECK(directory.entries() == 1);
}
#endif
