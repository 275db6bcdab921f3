// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/graph/descriptor.hpp>

namespace tenon::kernel {
inline namespace TENON_ISA {

template <class Source>
struct Program;

/// A loop or branch of the program of `Whole`: its bodies are programs, compiled once. `memory` holds the operands, the
/// results, and the memory it needs to run.
template <class Whole, int Number>
struct RegionRunner {
  static constexpr FrozenRegion const& region = Whole::graph.view().whole.regions[Number];
  static constexpr RegionForm form = region.form;
  template <int Body>
  using ProgramOf = Program<BodySource<Whole, region.first_body + Body>>;

  [[gnu::noinline]] static void run(std::byte* const* memory) {
    if constexpr (form.host != nullptr)
      form.host(memory);
    else if constexpr (form.is_loop)
      run_loop(memory);
    else
      run_branch(memory, std::make_integer_sequence<int, region.bodies>{});
  }

 private:
  // ---- branches

  template <int... Body>
  static void run_branch(std::byte* const* memory, std::integer_sequence<int, Body...>) {
    std::int32_t chosen;
    __builtin_memcpy(&chosen, memory[0], sizeof(chosen));
    constexpr std::int32_t last = region.bodies - 1;
    chosen = chosen < 0 ? 0 : chosen > last ? last : chosen;
    ((Body == chosen ? run_body<Body>(memory) : void()), ...);
  }
  template <int Body>
  static void run_body(std::byte* const* memory) {
    using P = ProgramOf<Body>;
    std::byte* given[P::leaves + P::outputs + 1];
    for (int i = 0; i < P::leaves + P::outputs + 1; ++i) given[i] = memory[1 + i];  // without the choice
    P::run(given);
  }

  // ---- loops

  static constexpr std::int64_t output_bytes(int output) {
    GraphView const body = Whole::graph.view().body(region.first_body);
    Output const& o = body.outputs[output];
    return o.dims.size() * static_cast<std::int64_t>(size_of(body[o.node].dtype));
  }
  static constexpr std::int64_t leaf_bytes(int leaf) {
    Leaf const& l = Whole::graph.view().body(region.first_body).leaves[leaf];
    return l.dims.size() * static_cast<std::int64_t>(size_of(l.dtype));
  }
  struct Constants {
    std::int64_t carry[form.carries + 1] = {}, alternate[form.carries + 1] = {}, element[form.sequences + 1] = {},
                                      stacked[form.stacked + 1] = {}, workspace = 0;
  };
  static constexpr Constants constants = [] {
    Constants c;
    for (int i = 0; i < form.carries; ++i) {
      c.carry[i] = output_bytes(i);
      c.alternate[i] = c.workspace;
      c.workspace += tenon::detail::padded_bytes(c.carry[i]);
    }
    for (int i = 0; i < form.sequences; ++i) c.element[i] = leaf_bytes(form.sequence(i));
    for (int i = 0; i < form.stacked; ++i) c.stacked[i] = output_bytes(form.carries + i);
    return c;
  }();

  /// Whether a carry is only written over in parts: the body's last reader of it is a scatter that gives its next value. That is
  /// then done where the carry is, from the second step on: the first one copies it.
  static constexpr bool updates_in_place(int carry) {
    auto const& plan = ProgramOf<0>::plan;
    auto is = [&](int access, Buffer::Where where, int index) {
      return plan.slots[access].where == where && plan.slots[access].index == index;
    };
    int writer = -1, writers = 0, last_reader = -1, reads = 0;
    for (int k = 0; k < ProgramOf<0>::kernels; ++k) {
      int const first = plan.kernels[k].first_access, stores = first + plan.kernels[k].size.loads;
      for (int a = first; a < stores + plan.kernels[k].size.stores; ++a) {
        if (is(a, Buffer::output, carry)) {
          writer = k;
          ++writers;
        }
        if (is(a, Buffer::leaf, form.carry(carry))) {
          reads = last_reader == k ? reads + 1 : 1;
          last_reader = k;
        }
      }
    }
    if (writers != 1 || last_reader > writer || plan.kernels[writer].kind != KernelKind::routine) return false;
    int const whole = plan.kernels[writer].first_access;  // what is written over
    return plan.kernels[writer].combine == hash_name("scatter_nd_update") && last_reader == writer && reads == 1 &&
           is(whole, Buffer::leaf, form.carry(carry)) && plan.slots[whole].offset == 0;
  }
  struct InPlace {
    bool carry[form.carries + 1] = {};
  };
  static constexpr InPlace in_place = [] {
    InPlace r;
    for (int i = 0; i < form.carries; ++i) r.carry[i] = updates_in_place(i);
    return r;
  }();

  static void copy(std::byte* to, std::byte const* from, std::int64_t bytes) {
    __builtin_memcpy(to, from, static_cast<std::size_t>(bytes));
  }
  static std::int32_t steps_of([[maybe_unused]] std::byte* const* memory) {
    if constexpr (form.trip == Trip::counted) {
      std::int32_t steps;
      __builtin_memcpy(&steps, memory[form.operands() - 1], sizeof(steps));
      return steps < 0 ? 0 : steps > form.bound ? form.bound : steps;
    } else
      return form.bound;
  }
  static bool goes_on(std::byte const* flag) {
    bool b;
    __builtin_memcpy(&b, flag, sizeof(b));
    return b;
  }

  static void run_loop(std::byte* const* memory) {
    using P = ProgramOf<0>;
    std::byte* const* const results = memory + form.operands();
    std::byte* const scratch = results[form.results()];
    std::int32_t const steps = steps_of(memory);
    std::int32_t position = 0;
    std::byte* given[P::leaves + P::outputs + 1];
    for (int i = 0; i < form.constants + form.carries; ++i) given[i] = memory[i];
    given[form.position()] = reinterpret_cast<std::byte*>(&position);
    given[P::leaves + P::outputs] = scratch + constants.workspace;
    // The carries alternate between two places. Where the number of steps is known, the last is the result's. That is where those
    // stay that are written over.
    auto place = [&](int carry, bool result) {
      return result || in_place.carry[carry] ? results[form.last_carry(carry)] : scratch + constants.alternate[carry];
    };
    bool to_result = form.trip == Trip::conditional || steps % 2 == 1;
    std::int32_t step = 0;
    for (;; ++step) {
      if constexpr (form.trip == Trip::conditional) {
        if ((form.bound > 0 && step == form.bound) || !goes_on(given[form.carry(0)])) break;
      } else if (step == steps)
        break;
      position = form.reversed ? steps - 1 - step : step;
      for (int i = 0; i < form.carries; ++i) given[P::leaves + i] = place(i, to_result);
      for (int i = 0; i < form.sequences; ++i)
        given[form.sequence(i)] = memory[form.sequence(i)] + position * constants.element[i];
      for (int i = 0; i < form.stacked; ++i)
        given[P::leaves + form.carries + i] = results[form.stack(i)] + position * constants.stacked[i];
      P::run(given);
      for (int i = 0; i < form.carries; ++i) given[form.carry(i)] = given[P::leaves + i];
      to_result = !to_result;
    }
    for (int i = 0; i < form.carries; ++i)
      if (given[form.carry(i)] != place(i, true)) copy(place(i, true), given[form.carry(i)], constants.carry[i]);
    if constexpr (form.trip != Trip::fixed)  // no step, no value
      for (int i = 0; i < form.stacked; ++i)
        for (std::int64_t byte = step * constants.stacked[i]; byte < form.bound * constants.stacked[i]; ++byte)
          results[form.stack(i)][byte] = std::byte{0};
    __builtin_memcpy(results[form.steps_run], &step, sizeof(step));
  }
};

}  // namespace TENON_ISA
}  // namespace tenon::kernel
