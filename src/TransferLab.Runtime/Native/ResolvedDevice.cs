using Microsoft.ML.OnnxRuntime;

namespace TransferLab.Runtime.Native;

/// <summary>A device that can be used.</summary>
/// <param name="Device">Which it is; never <see cref="ComputeDevice.Auto"/>.</param>
/// <param name="AppendTo">Adds its provider to options.</param>
/// <param name="Memory">Its memory; null when it works in the host's.</param>
/// <param name="FallBack">Why it is not the device that was hoped for; null when it is.</param>
internal sealed record ResolvedDevice(ComputeDevice Device, Action<SessionOptions> AppendTo, OrtMemoryInfo? Memory, string? FallBack = null);
