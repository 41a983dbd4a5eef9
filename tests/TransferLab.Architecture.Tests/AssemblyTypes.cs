using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace TransferLab.Architecture.Tests;

/// <summary>Which types a compiled assembly uses of others, and which it shows to others.</summary>
internal static class AssemblyTypes
{
    /// <summary>The types of other assemblies that an assembly names anywhere: signatures, method bodies, catch clauses.</summary>
    public static IEnumerable<Type> Used(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        foreach (var handle in metadata.TypeReferences)
            yield return assembly.ManifestModule.ResolveType(MetadataTokens.GetToken(handle));
    }

    /// <summary>The types in the public members of the assemblies, with those that they are made of.</summary>
    public static HashSet<Type> Shown(IEnumerable<Assembly> assemblies)
    {
        var shown = new HashSet<Type>();
        foreach (var type in assemblies.SelectMany(a => a.GetExportedTypes()))
        {
            Add(shown, type.BaseType);
            foreach (var face in type.GetInterfaces())
                Add(shown, face);
            foreach (var member in type.GetMembers())
                foreach (var part in Parts(member))
                    Add(shown, part);
        }
        return shown;
    }

    private static IEnumerable<Type> Parts(MemberInfo member) => member switch
    {
        FieldInfo f => [f.FieldType],
        PropertyInfo p => [p.PropertyType],
        MethodInfo m => m.GetParameters().Select(p => p.ParameterType).Prepend(m.ReturnType),
        ConstructorInfo c => c.GetParameters().Select(p => p.ParameterType),
        EventInfo e => [e.EventHandlerType!],
        _ => [],
    };

    private static void Add(HashSet<Type> types, Type? type)
    {
        if (type is null || !types.Add(type))
            return;
        Add(types, type.GetElementType());
        if (!type.IsGenericType)
            return;
        types.Add(type.GetGenericTypeDefinition());
        foreach (var argument in type.GetGenericArguments())
            Add(types, argument);
    }
}
