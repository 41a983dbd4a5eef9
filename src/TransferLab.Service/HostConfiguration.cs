namespace TransferLab.Service;

/// <summary>Reads the host's options from a JSON file and the environment (<c>TransferLab__Limits__Pixels=1000000</c>),
/// which wins. Both have them below <c>TransferLab</c>; whatever else they hold is not about this host.</summary>
public static class HostConfiguration
{
    private const string Section = "TransferLab";

    // How the binder begins to say it.
    private const string UnknownKeys =
        "'ErrorOnUnknownConfiguration' was set on the provided BinderOptions, but the following properties were not found on the instance of";

    /// <summary>Reads the options; <see cref="ClassifierHost"/> checks their ranges.</summary>
    /// <param name="file">An appsettings.json; null for the environment alone.</param>
    /// <exception cref="HostConfigurationException">The file cannot be read, a key is unknown or its value of another kind; the message names it.</exception>
    public static ClassifierHostOptions Read(string? file)
    {
        var builder = new ConfigurationBuilder();
        if (file is not null)
        {
            if (!File.Exists(file))
                throw new HostConfigurationException($"The configuration file '{file}' does not exist.", []);
            builder.AddJsonFile(Path.GetFullPath(file), optional: false, reloadOnChange: false);
        }
        builder.AddEnvironmentVariables();
        try
        {
            var section = builder.Build().GetSection(Section);
            var options = section.Get<ClassifierHostOptions>(o => o.ErrorOnUnknownConfiguration = true) ?? new ClassifierHostOptions();
            // An environment can only override by something: nothing takes a folder of models back.
            return options.Models is { Length: 0 } ? options with { Models = null } : options;
        }
        catch (Exception e) when (e is InvalidOperationException or InvalidDataException or FormatException)
        {
            // The binder's message names the key of a bad value; of an unknown one only the last part, after the type it looked in.
            throw new HostConfigurationException(
                $"The configuration{(file is null ? "" : $" in {file}")} cannot be used: {Describe(e)} Keys are listed in docs/serving.md.", [], e);
        }
    }

    private static string Describe(Exception e) => e.InnerException is System.Text.Json.JsonException or FormatException
        ? $"{e.Message.TrimEnd('.')} ({e.InnerException.Message.TrimEnd('.')})."
        : e.Message.Replace(UnknownKeys, "there are unknown keys below", StringComparison.Ordinal).TrimEnd('.') + ".";
}
