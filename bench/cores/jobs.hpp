// SPDX-License-Identifier: MIT
#pragma once

// What is measured on several cores. Two units of the program include this, one of them with threads: all that runs kernels has
// internal linkage.
#include <tenon/parallel.hpp>
#include <tenon/tenon.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// Something to do again and again; `result` gives a number for every bit of what it has computed so far.
struct Job {
  std::string name;
  std::function<void()> run;
  std::function<std::uint64_t()> result;
};
/// The jobs of the unit without threads.
std::vector<Job> serial_jobs();

namespace {

namespace tn = tenon;
namespace nn = tenon::nn;

template <class Range>
void fill(Range& range, std::uint32_t seed, float scale) {
  for (auto& x : range) {
    seed = seed * 1664525u + 1013904223u;
    x = (static_cast<float>(seed >> 8) / 8388608.f - 1) * scale;
  }
}
template <class Range>
std::uint64_t hash(Range const& range) {
  std::uint64_t h = 14695981039346656037u;
  for (float x : range) h = (h ^ __builtin_bit_cast(std::uint32_t, x)) * 1099511628211u;
  return h;
}

struct Product {
  tn::Tensor<float, 1024, 1024> a, b, c;
  Product() {
    fill(a, 1, 1);
    fill(b, 2, 1);
  }
};

constexpr std::size_t batch = 256;
struct Net : nn::Sequential<tn::Shape<784>, nn::Dense<512, nn::Relu>, nn::Dense<512, nn::Relu>, nn::Dense<10>> {};
struct Training {
  Net net;
  tn::TrainStep<Net, nn::SparseCategoricalCrossentropy<nn::from_logits>, nn::SGD, tn::Batch<batch>> step;
  tn::Tensor<float, batch, 784> x;
  std::vector<std::int32_t> y = std::vector<std::int32_t>(batch);
  Training() {
    tn::initialize(net, 1);
    fill(x, 3, 1);
    for (std::size_t i = 0; i < batch; ++i) y[i] = static_cast<std::int32_t>(i % 10);
  }
};

[[maybe_unused]] std::vector<Job> jobs() {
  auto const product = std::make_shared<Product>();
  auto const training = std::make_shared<Training>();
  return {{"matmul 1024, f32", [product] { product->c = tn::matmul(product->a, product->b); },
           [product] { return hash(product->c); }},
          {"train step 784-512-512-10, 256 rows, SGD",
           [training] { training->step(training->net, training->x.data(), training->y.data()); },
           [training] {
             std::uint64_t h = 0;
             tn::detail::for_each_param(training->net, [&h](auto const& p) { h = h * 31 + hash(p); });
             return h;
           }}};
}

}  // namespace
