namespace TransferLab.Runtime;

/// <summary>Error codes of ONNX Runtime; the numbers are those of its C API.</summary>
public enum OrtErrorCode
{
    /// <summary>No error.</summary>
    Ok = 0,
    /// <summary>Unspecified failure.</summary>
    Fail = 1,
    /// <summary>An argument does not fit: a shape, a type, a name.</summary>
    InvalidArgument = 2,
    /// <summary>A file does not exist.</summary>
    NoSuchFile = 3,
    /// <summary>The session has no model.</summary>
    NoModel = 4,
    /// <summary>Error inside an engine.</summary>
    EngineError = 5,
    /// <summary>An operator threw while it ran; also out of memory.</summary>
    RuntimeException = 6,
    /// <summary>The bytes are no ONNX model.</summary>
    InvalidProtobuf = 7,
    /// <summary>The session already has a model.</summary>
    ModelLoaded = 8,
    /// <summary>An operator, version or type has no implementation.</summary>
    NotImplemented = 9,
    /// <summary>The graph breaks the rules of ONNX.</summary>
    InvalidGraph = 10,
    /// <summary>An execution provider failed.</summary>
    ExecutionProviderFailed = 11,
    /// <summary>Loading was cancelled.</summary>
    ModelLoadCanceled = 12,
    /// <summary>The model must be compiled for its execution provider first.</summary>
    ModelRequiresCompilation = 13,
    /// <summary>Something named was not found.</summary>
    NotFound = 14,
}
