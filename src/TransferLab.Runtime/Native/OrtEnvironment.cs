using System.Runtime.InteropServices;

namespace TransferLab.Runtime.Native;

/// <summary>
/// The process-wide objects: the environment, which sessions need, the default CPU allocator and the CPU memory description.
/// They are never freed: sessions may be finalized at any time until the process ends, and the environment has to outlive them.
/// </summary>
internal sealed unsafe class OrtEnvironment
{
    private const int ArenaAllocator = 1;
    private const int DefaultMemory = 0;

    private static readonly Lazy<OrtEnvironment> s_instance = new(() => new OrtEnvironment());

    private readonly nint _env;
    private readonly nint _allocator;
    private readonly nint _cpuMemory;

    private OrtEnvironment()
    {
        var api = OrtApi.Instance;
        nint env, allocator, cpuMemory;
        fixed (byte* id = "TransferLab\0"u8)
            OrtStatus.Check(api.CreateEnvWithCustomLogger(&Log, null, (int)OrtLogLevel.Warning, id, &env), "create its environment");
        OrtStatus.Check(api.DisableTelemetryEvents(env), "turn telemetry off");
        OrtStatus.Check(api.GetAllocatorWithDefaultOptions(&allocator), "give its default allocator");
        OrtStatus.Check(api.CreateCpuMemoryInfo(ArenaAllocator, DefaultMemory, &cpuMemory), "describe CPU memory");
        (_env, _allocator, _cpuMemory) = (env, allocator, cpuMemory);
    }

    /// <summary>The environment (<c>OrtEnv*</c>).</summary>
    public static nint Env => s_instance.Value._env;

    /// <summary>The default allocator (<c>OrtAllocator*</c>).</summary>
    public static nint Allocator => s_instance.Value._allocator;

    /// <summary>CPU memory (<c>OrtMemoryInfo*</c>).</summary>
    public static nint CpuMemory => s_instance.Value._cpuMemory;

    [UnmanagedCallersOnly]
    private static void Log(void* parameter, int severity, byte* category, byte* logId, byte* location, byte* message)
    {
        if (OrtRuntime.Log is not { } hook)
            return;
        // An exception must not unwind through native frames: that would end the process.
        try
        {
            hook((OrtLogLevel)severity, $"{Marshal.PtrToStringUTF8((nint)message)} [{Marshal.PtrToStringUTF8((nint)location)}]");
        }
        catch (Exception)
        {
            // A logger that fails must not fail what it logs.
        }
    }
}
