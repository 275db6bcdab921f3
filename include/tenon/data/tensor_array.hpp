// SPDX-License-Identifier: MIT
#pragma once

/// Arrays of tensors of one dtype and shape, which are written and read by the number of their slot: TensorFlow's TensorArray.

// Headers that errors come from first: "included from" is then one line of a message.
// clang-format off
#include <tenon/data/tensor_array/slots.hpp>
#include <tenon/data/tensor_array/interface.hpp>
#include <tenon/data/tensor_array/traced.hpp>
#include <tenon/data/tensor_array/fixed.hpp>
// clang-format on
#if !defined(TENON_NO_HEAP)
#include <tenon/data/tensor_array/growing.hpp>
#endif
