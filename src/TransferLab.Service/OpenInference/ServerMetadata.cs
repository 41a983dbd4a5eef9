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
