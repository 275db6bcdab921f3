// SPDX-License-Identifier: MIT
// What a gradient costs beside its function (the limit), and beside one written by hand (the peer).
#include "harness.hpp"

#include <tenon/embedded.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

namespace tn = tenon;

namespace {

constexpr std::size_t n = 1000;
using V = tn::Tensor<float, n>;

/// A loss of x and y and its gradient with respect to x.
struct Data {
  V x, y, by_hand;
  std::tuple<tn::Tensor<float>, V> ours;  // the value and the gradient
  tn::Tensor<float> value;
  float hand_value = 0;

  Data() {
    bench::Noise noise(3);
    noise.fill(x.data(), n, 3);
    noise.fill(y.data(), n, 3);
  }
};

/// `exact(x, y, i)` is element i of the gradient in double; `hand(data)` computes value and gradient in float.
template <class F, class Exact, class... Hand>
bench::Row loss_row(F f, Exact exact, Hand... hand) {
  auto const d = std::make_shared<Data>();
  bench::Row row;
  row.tolerance = 1e-5;
  for (std::size_t i = 0; i < n; ++i) row.expected.push_back(exact(d->x, d->y, i));
  row.ours = bench::contestant(
      "gradient", [d, f] { tn::run_into(d->ours, tn::value_and_grad<0>(f), d->x, d->y); },
      [d] { return bench::to_values(std::get<1>(d->ours)); });
  (row.peers.push_back(bench::contestant("by hand", [d, hand] { hand(*d); }, [d] { return bench::to_values(d->by_hand); })), ...);
  row.limit = bench::contestant("value", [d, f] { tn::run_into(d->value, tn::function(f), d->x, d->y); }, nullptr);
  return row;
}

constexpr auto huber = [](auto const& x, auto const& y) {
  auto const e = tn::abs(y - x), m = tn::minimum(e, 1.f);
  return tn::mean(m * (e - m * 0.5f));
};
// As a textbook writes it.
constexpr auto huber_cases = [](auto const& x, auto const& y) {
  auto const e = y - x, size = tn::abs(e);
  return tn::mean(tn::where(size < 1.f, tn::square(e) * 0.5f, size - 0.5f));
};
template <class F>
bench::Row huber_row(F loss) {
  return loss_row(
      loss, [](V const& x, V const& y, std::size_t i) { return -std::clamp(double(y(i)) - double(x(i)), -1.0, 1.0) / double(n); },
      [](Data& d) {
        float const *const x = d.x.data(), *const y = d.y.data();
        float* const g = d.by_hand.data();
        float sum[16] = {};
        std::size_t i = 0;
        for (; i + 16 <= n; i += 16)
          for (std::size_t k = 0; k < 16; ++k) {
            float const e = y[i + k] - x[i + k], size = std::fabs(e), m = std::min(size, 1.f);
            sum[k] += m * (size - m * 0.5f);
            g[i + k] = std::max(std::min(e, 1.f), -1.f) * (-1.f / float(n));
          }
        float total = 0;
        for (; i < n; ++i) {
          float const e = y[i] - x[i], size = std::fabs(e), m = std::min(size, 1.f);
          total += m * (size - m * 0.5f);
          g[i] = std::max(std::min(e, 1.f), -1.f) * (-1.f / float(n));
        }
        for (float const s : sum) total += s;
        d.hand_value = total / float(n);
      });
}

constexpr auto likelihood = [](auto const& x, auto const& y) {
  // y is normal with mean x and standard deviation e^0.3.
  return tn::sum(tn::square((y - x) * 0.74081822f)) * 0.5f + 0.3f * float(n);
};
bench::Row likelihood_row() {
  return loss_row(likelihood,
                  [](V const& x, V const& y, std::size_t i) { return -(double(y(i)) - double(x(i))) * 0.74081822 * 0.74081822; });
}

constexpr auto log_sum_exp = [](auto const& x, auto const& y) { return tn::logsumexp(x + y * 0.f); };
bench::Row log_sum_exp_row() {
  auto const sum = std::make_shared<double>(0);
  return loss_row(log_sum_exp, [sum](V const& x, V const&, std::size_t i) {
    if (i == 0)
      for (float const v : x) *sum += std::exp(double(v));
    return std::exp(double(x(i))) / *sum;
  });
}

struct Net {
  tn::Param<float, 8, 30> first;
  tn::Param<float, 30> bias;
  tn::Param<float, 30, 1> second;
  TENON_MODULE(Net, first, bias, second);
  constexpr auto call(auto const& x) const { return tn::matmul(tn::tanh(tn::matmul(x, first) + bias), second); }
};
using Batch = tn::Tensor<float, 32, 8>;
constexpr auto net_loss = [](auto const& net, auto const& x) { return tn::mean(tn::square(net.call(x) - 1.f)); };

struct NetData {
  Net net;
  Batch x;
  tn::Gradient<Net> gradient, product;
  tn::Tensor<float> value;

  NetData() {
    bench::Noise noise(5);
    tn::detail::for_each_param(net, [&](auto& p) { noise.fill(p.data(), p.size, 0.3); });
    noise.fill(x.data(), x.size);
    gradient = tn::grad<0>(net_loss)(net, x);
  }
};
bench::Row net_row() {
  auto const d = std::make_shared<NetData>();
  bench::Row row;
  row.ours = bench::contestant(
      "gradient", [d] { tn::run_into(std::tie(d->value, d->gradient), tn::value_and_grad<0>(net_loss), d->net, d->x); }, nullptr);
  row.limit = bench::contestant("value", [d] { tn::run_into(d->value, net_loss, d->net, d->x); }, nullptr);
  return row;
}
bench::Row product_row() {
  auto const d = std::make_shared<NetData>();
  bench::Row row;
  row.ours =
      bench::contestant("hvp", [d] { tn::run_into(d->product, tn::hvp<0>(net_loss), d->net, d->x, d->gradient); }, nullptr);
  row.limit = bench::contestant("gradient", [d] { tn::run_into(d->gradient, tn::grad<0>(net_loss), d->net, d->x); }, nullptr);
  return row;
}

[[maybe_unused]] bool const added = [] {
  bench::add("gradient_huber_1000", [] { return huber_row(huber); });
  bench::add("gradient_huber_cases_1000", [] { return huber_row(huber_cases); });
  bench::add("gradient_likelihood_1000", likelihood_row);
  bench::add("gradient_log_sum_exp_1000", log_sum_exp_row);
  bench::add("gradient_net_8_30_1", net_row);
  return bench::add("hvp_net_8_30_1", product_row);
}();

}  // namespace
