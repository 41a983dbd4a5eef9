// Every file of this project says how the JIT is to treat its inner loops.
global using System.Runtime.CompilerServices;
