namespace TransferLab.Runtime.Native;

// One property per function, in the order of the table; signatures as in onnxruntime_c_api.h.
internal sealed unsafe partial class OrtApi
{
    public delegate* unmanaged<int, byte*, nint> CreateStatus => (delegate* unmanaged<int, byte*, nint>)this[OrtApiIndex.CreateStatus];
    public delegate* unmanaged<nint, int> GetErrorCode => (delegate* unmanaged<nint, int>)this[OrtApiIndex.GetErrorCode];
    public delegate* unmanaged<nint, byte*> GetErrorMessage => (delegate* unmanaged<nint, byte*>)this[OrtApiIndex.GetErrorMessage];

    /// <summary>(logging function, its parameter, least severity, log id, out env)</summary>
    public delegate* unmanaged<delegate* unmanaged<void*, int, byte*, byte*, byte*, byte*, void>, void*, int, byte*, nint*, nint> CreateEnvWithCustomLogger =>
        (delegate* unmanaged<delegate* unmanaged<void*, int, byte*, byte*, byte*, byte*, void>, void*, int, byte*, nint*, nint>)this[OrtApiIndex.CreateEnvWithCustomLogger];

    public delegate* unmanaged<nint, nint> DisableTelemetryEvents => (delegate* unmanaged<nint, nint>)this[OrtApiIndex.DisableTelemetryEvents];

    /// <summary>(env, path in the platform's encoding, options, out session)</summary>
    public delegate* unmanaged<nint, byte*, nint, nint*, nint> CreateSession => (delegate* unmanaged<nint, byte*, nint, nint*, nint>)this[OrtApiIndex.CreateSession];

    /// <summary>(env, bytes, length, options, out session); copies the bytes.</summary>
    public delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint> CreateSessionFromArray =>
        (delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)this[OrtApiIndex.CreateSessionFromArray];

    /// <summary>(session, run options or null, input names, inputs, input count, output names, output count, in/out outputs)</summary>
    public delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint> Run =>
        (delegate* unmanaged<nint, nint, byte**, nint*, nuint, byte**, nuint, nint*, nint>)this[OrtApiIndex.Run];

    public delegate* unmanaged<nint*, nint> CreateSessionOptions => (delegate* unmanaged<nint*, nint>)this[OrtApiIndex.CreateSessionOptions];
    public delegate* unmanaged<nint, byte*, nint> SetOptimizedModelFilePath => (delegate* unmanaged<nint, byte*, nint>)this[OrtApiIndex.SetOptimizedModelFilePath];
    public delegate* unmanaged<nint, byte*, nint> EnableProfiling => (delegate* unmanaged<nint, byte*, nint>)this[OrtApiIndex.EnableProfiling];
    public delegate* unmanaged<nint, nint> EnableMemPattern => (delegate* unmanaged<nint, nint>)this[OrtApiIndex.EnableMemPattern];
    public delegate* unmanaged<nint, nint> DisableMemPattern => (delegate* unmanaged<nint, nint>)this[OrtApiIndex.DisableMemPattern];
    public delegate* unmanaged<nint, nint> EnableCpuMemArena => (delegate* unmanaged<nint, nint>)this[OrtApiIndex.EnableCpuMemArena];
    public delegate* unmanaged<nint, nint> DisableCpuMemArena => (delegate* unmanaged<nint, nint>)this[OrtApiIndex.DisableCpuMemArena];
    public delegate* unmanaged<nint, int, nint> SetSessionGraphOptimizationLevel =>
        (delegate* unmanaged<nint, int, nint>)this[OrtApiIndex.SetSessionGraphOptimizationLevel];
    public delegate* unmanaged<nint, int, nint> SetIntraOpNumThreads => (delegate* unmanaged<nint, int, nint>)this[OrtApiIndex.SetIntraOpNumThreads];

    /// <summary>(session, out count), for inputs, outputs or overridable initializers.</summary>
    public delegate* unmanaged<nint, nuint*, nint> SessionGetCount(OrtApiIndex which) => (delegate* unmanaged<nint, nuint*, nint>)this[which];

    /// <summary>(session, index, out type information)</summary>
    public delegate* unmanaged<nint, nuint, nint*, nint> SessionGetTypeInfo(OrtApiIndex which) => (delegate* unmanaged<nint, nuint, nint*, nint>)this[which];

    /// <summary>(session, index, allocator, out name)</summary>
    public delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetName(OrtApiIndex which) =>
        (delegate* unmanaged<nint, nuint, nint, byte**, nint>)this[which];

    public delegate* unmanaged<nint*, nint> CreateRunOptions => (delegate* unmanaged<nint*, nint>)this[OrtApiIndex.CreateRunOptions];
    public delegate* unmanaged<nint, nint> RunOptionsSetTerminate => (delegate* unmanaged<nint, nint>)this[OrtApiIndex.RunOptionsSetTerminate];
    public delegate* unmanaged<nint, nint> RunOptionsUnsetTerminate => (delegate* unmanaged<nint, nint>)this[OrtApiIndex.RunOptionsUnsetTerminate];

    /// <summary>(allocator, dims, rank, element type, out value)</summary>
    public delegate* unmanaged<nint, long*, nuint, int, nint*, nint> CreateTensorAsOrtValue =>
        (delegate* unmanaged<nint, long*, nuint, int, nint*, nint>)this[OrtApiIndex.CreateTensorAsOrtValue];

    /// <summary>(memory info, data, bytes, dims, rank, element type, out value); does not take the data over.</summary>
    public delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithDataAsOrtValue =>
        (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)this[OrtApiIndex.CreateTensorWithDataAsOrtValue];

    public delegate* unmanaged<nint, int*, nint> IsTensor => (delegate* unmanaged<nint, int*, nint>)this[OrtApiIndex.IsTensor];
    public delegate* unmanaged<nint, void**, nint> GetTensorMutableData => (delegate* unmanaged<nint, void**, nint>)this[OrtApiIndex.GetTensorMutableData];

    /// <summary>(value, zero-terminated UTF-8 strings, count)</summary>
    public delegate* unmanaged<nint, byte**, nuint, nint> FillStringTensor => (delegate* unmanaged<nint, byte**, nuint, nint>)this[OrtApiIndex.FillStringTensor];

    public delegate* unmanaged<nint, nuint*, nint> GetStringTensorDataLength => (delegate* unmanaged<nint, nuint*, nint>)this[OrtApiIndex.GetStringTensorDataLength];

    /// <summary>(value, out bytes, byte count, out offsets, offset count)</summary>
    public delegate* unmanaged<nint, byte*, nuint, nuint*, nuint, nint> GetStringTensorContent =>
        (delegate* unmanaged<nint, byte*, nuint, nuint*, nuint, nint>)this[OrtApiIndex.GetStringTensorContent];

    /// <summary>(type information, out tensor information that is part of it, or null)</summary>
    public delegate* unmanaged<nint, nint*, nint> CastTypeInfoToTensorInfo => (delegate* unmanaged<nint, nint*, nint>)this[OrtApiIndex.CastTypeInfoToTensorInfo];

    public delegate* unmanaged<nint, int*, nint> GetTensorElementType => (delegate* unmanaged<nint, int*, nint>)this[OrtApiIndex.GetTensorElementType];
    public delegate* unmanaged<nint, nuint*, nint> GetDimensionsCount => (delegate* unmanaged<nint, nuint*, nint>)this[OrtApiIndex.GetDimensionsCount];
    public delegate* unmanaged<nint, long*, nuint, nint> GetDimensions => (delegate* unmanaged<nint, long*, nuint, nint>)this[OrtApiIndex.GetDimensions];
    public delegate* unmanaged<nint, byte**, nuint, nint> GetSymbolicDimensions => (delegate* unmanaged<nint, byte**, nuint, nint>)this[OrtApiIndex.GetSymbolicDimensions];
    public delegate* unmanaged<nint, nint*, nint> GetTensorTypeAndShape => (delegate* unmanaged<nint, nint*, nint>)this[OrtApiIndex.GetTensorTypeAndShape];

    /// <summary>(allocator type, memory type, out memory info)</summary>
    public delegate* unmanaged<int, int, nint*, nint> CreateCpuMemoryInfo => (delegate* unmanaged<int, int, nint*, nint>)this[OrtApiIndex.CreateCpuMemoryInfo];

    public delegate* unmanaged<nint, void*, nint> AllocatorFree => (delegate* unmanaged<nint, void*, nint>)this[OrtApiIndex.AllocatorFree];
    public delegate* unmanaged<nint*, nint> GetAllocatorWithDefaultOptions => (delegate* unmanaged<nint*, nint>)this[OrtApiIndex.GetAllocatorWithDefaultOptions];

    /// <summary>Any of the functions that free one object.</summary>
    public delegate* unmanaged<nint, void> Release(OrtApiIndex which) => (delegate* unmanaged<nint, void>)this[which];

    /// <summary>(session, allocator, out file name)</summary>
    public delegate* unmanaged<nint, nint, byte**, nint> SessionEndProfiling => (delegate* unmanaged<nint, nint, byte**, nint>)this[OrtApiIndex.SessionEndProfiling];

    public delegate* unmanaged<nint, nint*, nint> SessionGetModelMetadata => (delegate* unmanaged<nint, nint*, nint>)this[OrtApiIndex.SessionGetModelMetadata];

    /// <summary>(metadata, allocator, key, out value)</summary>
    public delegate* unmanaged<nint, nint, byte*, byte**, nint> ModelMetadataLookupCustomMetadataMap =>
        (delegate* unmanaged<nint, nint, byte*, byte**, nint>)this[OrtApiIndex.ModelMetadataLookupCustomMetadataMap];

    /// <summary>(metadata, allocator, out keys, out count)</summary>
    public delegate* unmanaged<nint, nint, byte***, long*, nint> ModelMetadataGetCustomMetadataMapKeys =>
        (delegate* unmanaged<nint, nint, byte***, long*, nint>)this[OrtApiIndex.ModelMetadataGetCustomMetadataMapKeys];

    public delegate* unmanaged<byte***, int*, nint> GetAvailableProviders => (delegate* unmanaged<byte***, int*, nint>)this[OrtApiIndex.GetAvailableProviders];
    public delegate* unmanaged<byte**, int, nint> ReleaseAvailableProviders => (delegate* unmanaged<byte**, int, nint>)this[OrtApiIndex.ReleaseAvailableProviders];

    /// <summary>(options, key, value)</summary>
    public delegate* unmanaged<nint, byte*, byte*, nint> AddSessionConfigEntry => (delegate* unmanaged<nint, byte*, byte*, nint>)this[OrtApiIndex.AddSessionConfigEntry];

    /// <summary>(session, run options, binding)</summary>
    public delegate* unmanaged<nint, nint, nint, nint> RunWithBinding => (delegate* unmanaged<nint, nint, nint, nint>)this[OrtApiIndex.RunWithBinding];

    public delegate* unmanaged<nint, nint*, nint> CreateIoBinding => (delegate* unmanaged<nint, nint*, nint>)this[OrtApiIndex.CreateIoBinding];

    /// <summary>(binding, name, value)</summary>
    public delegate* unmanaged<nint, byte*, nint, nint> BindInput => (delegate* unmanaged<nint, byte*, nint, nint>)this[OrtApiIndex.BindInput];

    /// <summary>(binding, name, value)</summary>
    public delegate* unmanaged<nint, byte*, nint, nint> BindOutput => (delegate* unmanaged<nint, byte*, nint, nint>)this[OrtApiIndex.BindOutput];

    /// <summary>(binding, name, memory info)</summary>
    public delegate* unmanaged<nint, byte*, nint, nint> BindOutputToDevice => (delegate* unmanaged<nint, byte*, nint, nint>)this[OrtApiIndex.BindOutputToDevice];

    /// <summary>(binding, allocator, out values, out count)</summary>
    public delegate* unmanaged<nint, nint, nint**, nuint*, nint> GetBoundOutputValues =>
        (delegate* unmanaged<nint, nint, nint**, nuint*, nint>)this[OrtApiIndex.GetBoundOutputValues];

    public delegate* unmanaged<nint, void> ClearBoundInputs => (delegate* unmanaged<nint, void>)this[OrtApiIndex.ClearBoundInputs];
    public delegate* unmanaged<nint, void> ClearBoundOutputs => (delegate* unmanaged<nint, void>)this[OrtApiIndex.ClearBoundOutputs];

    /// <summary>(session options, provider options), for CUDA or TensorRT.</summary>
    public delegate* unmanaged<nint, nint, nint> AppendExecutionProvider(OrtApiIndex which) => (delegate* unmanaged<nint, nint, nint>)this[which];

    /// <summary>(out provider options), for CUDA or TensorRT.</summary>
    public delegate* unmanaged<nint*, nint> CreateProviderOptions(OrtApiIndex which) => (delegate* unmanaged<nint*, nint>)this[which];

    /// <summary>(provider options, keys, values, count), for CUDA or TensorRT.</summary>
    public delegate* unmanaged<nint, byte**, byte**, nuint, nint> UpdateProviderOptions(OrtApiIndex which) =>
        (delegate* unmanaged<nint, byte**, byte**, nuint, nint>)this[which];

    /// <summary>(session options, provider name, keys, values, count)</summary>
    public delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint> SessionOptionsAppendExecutionProvider =>
        (delegate* unmanaged<nint, byte*, byte**, byte**, nuint, nint>)this[OrtApiIndex.SessionOptionsAppendExecutionProvider];

    /// <summary>(options, 0 or 1); the argument is a C++ <c>bool</c>, one byte.</summary>
    public delegate* unmanaged<nint, byte, nint> SetDeterministicCompute => (delegate* unmanaged<nint, byte, nint>)this[OrtApiIndex.SetDeterministicCompute];
}
