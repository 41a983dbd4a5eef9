namespace TransferLab.Service.OpenInference;

/// <summary>The host as the protocol describes it.</summary>
internal sealed record ServerMetadata(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>A model as the protocol describes it.</summary>
internal sealed record ModelMetadata(
    string Name, IReadOnlyList<string> Versions, string Platform, IReadOnlyList<TensorMetadata> Inputs, IReadOnlyList<TensorMetadata> Outputs);

/// <summary>Name, type and shape of an input or output; −1 stands for any number.</summary>
internal sealed record TensorMetadata(string Name, string Datatype, IReadOnlyList<long> Shape);

/// <summary>Health as the protocol says it; one property is set.</summary>
internal sealed record HealthAnswer(bool? Live = null, bool? Ready = null, string? Name = null);

/// <summary>Which versions are asked for.</summary>
/// <param name="Ready">Only those that are ready.</param>
internal sealed record RepositoryIndexRequest(bool? Ready);

/// <summary>A version in the repository's index.</summary>
/// <param name="Name">Of the model.</param>
/// <param name="Version">Its number.</param>
/// <param name="State"><c>READY</c> or <c>UNAVAILABLE</c>.</param>
/// <param name="Reason">Why it is unavailable.</param>
internal sealed record RepositoryEntry(string Name, string Version, string State, string Reason);

/// <summary>An error as the Open Inference Protocol writes it.</summary>
internal sealed record InferenceError(string Error);
