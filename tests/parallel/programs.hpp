// SPDX-License-Identifier: MIT
#pragma once

// Programs whose kernels are large enough to be cut, and what they give. Two units of a program include this, one of them with
// threads: everything has internal linkage.
#include "results.hpp"

#include <tenon/parallel.hpp>
#include <tenon/tenon.hpp>

#include <memory>

namespace tn = tenon;
namespace nn = tenon::nn;

namespace {

/// Numbers in [-1, 1], the same wherever they are asked for.
template <class T>
void fill(T& t, std::uint32_t seed) {
  for (auto& v : t) {
    seed = seed * 1664525u + 1013904223u;
    v = static_cast<float>(seed >> 8) / 8388608.f - 1.f;
  }
}
template <std::size_t... D>
tn::Tensor<float, D...> numbers(std::uint32_t seed) {
  tn::Tensor<float, D...> t;
  fill(t, seed);
  return t;
}
template <class T>
void add(Results& r, std::string name, T const& t) {
  r.push_back({std::move(name), {t.begin(), t.end()}});
}

// Rows, columns and elements that no number of chunks divides.
constexpr std::size_t rows = 203, columns = 131, inner = 150, elements = 100'003;

constexpr auto product = [](auto const& a, auto const& b) { return tn::relu(tn::matmul(a, b) + 1.f); };
constexpr auto wide_product = [](auto const& a, auto const& b) { return tn::matmul(a, b); };
/// One kernel of two products, which is cut for what follows them.
constexpr auto two_products = [](auto const& x, auto const& a, auto const& b) {
  return std::tuple{tn::tanh(tn::tanh(tn::tanh(tn::matmul(x, a)))), tn::tanh(tn::tanh(tn::tanh(tn::tanh(tn::matmul(x, b)))))};
};
constexpr auto byte_product = [](auto const& a, auto const& b) {
  return tn::cast<float>(tn::matmul(tn::cast<std::int32_t>(a), tn::cast<std::int32_t>(b)));
};
constexpr auto map = [](auto const& x) { return tn::tanh(x * 3.f + 1.f) * 2.f; };
constexpr auto of_rows = [](auto const& x) { return tn::softmax(x); };
constexpr auto of_columns = [](auto const& x) { return tn::sum<0>(x * x); };
constexpr auto of_all = [](auto const& x) { return tn::sum(x * x); };
constexpr auto attention = [](auto const& q, auto const& k, auto const& v) {
  return tn::matmul(tn::softmax(tn::matmul(q, tn::permute<0, 2, 1>(k)) * 0.2f), v);
};
constexpr auto images = [](auto const& x, auto const& k) { return tn::relu(tn::conv2d(x, k)); };
constexpr auto framed = [](auto const& x, auto const& k) { return tn::conv2d(x, k, tn::same); };

void add_products(Results& r) {
  add(r, "product", tn::function(product)(numbers<rows, inner>(1), numbers<inner, columns>(2)));
  add(r, "product with few rows", tn::function(wide_product)(numbers<4, 600>(3), numbers<600, 961>(4)));
  add(r, "product with one row", tn::function(wide_product)(numbers<1, 4100>(16), numbers<4100, 200>(17)));
  add(r, "product of large operands", tn::function(wide_product)(numbers<801, 520>(12), numbers<520, 524>(13)));
  auto const [first, second] = tn::function(two_products)(numbers<512, 2>(24), numbers<2, 8>(25), numbers<2, 8>(26));
  add(r, "two products, the first", first);
  add(r, "two products, the second", second);
  tn::Tensor<std::int8_t, 130, 520> const left = tn::cast<std::int8_t>(numbers<130, 520>(14) * 127.f);
  tn::Tensor<std::int8_t, 520, 524> const right = tn::cast<std::int8_t>(numbers<520, 524>(15) * 127.f);
  add(r, "product of bytes", tn::function(byte_product)(left, right));
}
void add_maps(Results& r) {
  auto x = numbers<elements>(5);
  add(r, "map", tn::function(map)(x));
  x = tn::tanh(x * 3.f + 1.f) * 2.f;
  add(r, "map in place", x);
  auto const square = numbers<300, 301>(6);
  add(r, "product cut by columns, whose panels are copied",
      tn::Tensor<float, 130, 256>(tn::matmul(numbers<130, 520>(8), numbers<520, 256>(9))));
  add(r, "map of a transposed operand", tn::Tensor<float, 301, 300>(tn::exp(tn::transpose(square))));
}
void add_folds(Results& r) {
  auto const high = numbers<2003, 300>(8);
  add(r, "softmax of rows", tn::function(of_rows)(numbers<301, 1000>(7)));
  add(r, "sums of columns", tn::function(of_columns)(high));
  add(r, "sum of all", tn::function(of_all)(high));
  auto const q = numbers<6, 256, 32>(18), k = numbers<6, 256, 32>(19), v = numbers<6, 256, 32>(20);
  add(r, "attention", tn::function(attention)(q, k, v));
  add(r, "attention without heads",
      tn::function(attention)(numbers<1, 512, 20>(21), numbers<1, 512, 20>(22), numbers<1, 512, 20>(23)));
}
#if !defined(TENON_TEST_FEW)
void add_images(Results& r) {
  add(r, "convolution", tn::function(images)(numbers<7, 28, 28, 4>(9), numbers<5, 5, 4, 16>(10)));
  // Cut along the rows of windows: a chunk begins in the midst of the image.
  add(r, "convolution with zeros around", tn::function(framed)(numbers<1, 37, 37, 6>(14), numbers<5, 5, 6, 24>(15)));
}

struct Net : nn::Sequential<tn::Shape<200>, nn::Dense<150, nn::Tanh>, nn::Dense<10, nn::Softmax>> {};
using Step = tn::TrainStep<Net, nn::SparseCategoricalCrossentropy<>, nn::Adam, tn::Batch<128>>;

void add_training(Results& r) {
  constexpr auto energy = [](auto const& q, auto const& k, auto const& v) { return tn::sum(tn::square(attention(q, k, v))); };
  auto const [dq, dk, dv] = tn::grad(energy)(numbers<5, 100, 24>(21), numbers<5, 100, 24>(22), numbers<5, 100, 24>(23));
  add(r, "attention by queries", dq);
  add(r, "attention by keys", dk);
  add(r, "attention by values", dv);
  auto const net = std::make_unique<Net>();
  tn::initialize(*net, 1);
  auto const step = std::make_unique<Step>();
  auto const x = numbers<128, 200>(11);
  std::int32_t y[128];
  for (int i = 0; i < 128; ++i) y[i] = i % 10;
  std::vector<float> losses;
  for (int s = 0; s < 3; ++s) losses.push_back((*step)(*net, x.data(), y));
  add(r, "losses", losses);
  tn::for_each_tensor(*net, [&r](tn::Path const& path, auto const& t) { add(r, std::string("trained ") + path.name, t); });
}

#endif

[[maybe_unused]] Results all_results() {
  Results r;
  add_products(r);
  add_maps(r);
  add_folds(r);
#if !defined(TENON_TEST_FEW)
  add_images(r);
  add_training(r);
#endif
  return r;
}

}  // namespace
