// SPDX-License-Identifier: MIT
// Large kernels on several cores: linked with tenon::parallel this program uses all of them, otherwise one. The numbers are the
// same bits.
#include <tenon/parallel.hpp>
#include <tenon/tenon.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

constexpr std::size_t batch = 256, steps = 4;
struct Net : nn::Sequential<tn::Shape<784>, nn::Dense<512, nn::Relu>, nn::Dense<512, nn::Relu>, nn::Dense<10, nn::Softmax>> {};
using Step = tn::TrainStep<Net, nn::SparseCategoricalCrossentropy<>, nn::SGD, tn::Batch<batch>>;

void check(bool ok, char const* what) {
  if (ok) return;
  std::fprintf(stderr, "32_cores: not true: %s\n", what);
  std::exit(1);
}

struct Data {
  std::vector<float> x = std::vector<float>(batch * 784);
  std::vector<std::int32_t> y = std::vector<std::int32_t>(batch);

  Data() {
    // [own]
    // Work of one's own on the same threads: each chunk writes what no other touches.
    tn::parallel::for_each_chunk(int(batch), [this](int row) {
      auto state = static_cast<std::uint32_t>(row + 1);
      for (std::size_t i = 0; i < 784; ++i) {
        state = state * 1664525u + 1013904223u;
        x[std::size_t(row) * 784 + i] = float(state >> 8) / 16777216.f;
      }
      y[std::size_t(row)] = row % 10;
    });
    // [end]
  }
};

struct Trained {
  std::unique_ptr<Net> net = std::make_unique<Net>();
  double seconds = 0;
};
Trained train(Data const& data) {
  Trained r;
  tn::initialize(*r.net, 1);
  auto const step = std::make_unique<Step>();
  for (std::size_t s = 0; s <= steps; ++s) {
    auto const begin = std::chrono::steady_clock::now();
    (*step)(*r.net, data.x.data(), data.y.data());
    // The first step also brings everything into the caches, and starts the threads.
    if (s > 0) r.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  return r;
}

bool same_bits(Net const& a, Net const& b) {
  std::vector<float> of_a, of_b;
  tn::for_each_tensor(a, [&](tn::Path const&, auto const& t) { of_a.insert(of_a.end(), t.begin(), t.end()); });
  tn::for_each_tensor(b, [&](tn::Path const&, auto const& t) { of_b.insert(of_b.end(), t.begin(), t.end()); });
  return of_a.size() == of_b.size() && std::memcmp(of_a.data(), of_b.data(), of_a.size() * sizeof(float)) == 0;
}

}  // namespace

int main() {
  Data const data;
  // [threads]
  int const cores = tn::parallel::threads();  // as many as there are; 1 without tenon::parallel
  tn::parallel::set_threads(1);               // for all kernels that begin from now on
  Trained const on_one = train(data);
  tn::parallel::set_threads(0);  // as many as there are
  Trained const on_all = train(data);
  check(same_bits(*on_one.net, *on_all.net), "the number of threads changes no bit");
  // [end]
  std::printf("a step of 784-512-512-10 with %zu rows: %.2f ms on one thread, %.2f ms on %d\n", batch,
              on_one.seconds / steps * 1e3, on_all.seconds / steps * 1e3, cores);
}
