import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './florin.css'
import { applyTheme } from './frame/theme.ts'
import { router } from './router.tsx'

applyTheme()

const place = document.getElementById('root')
if (place !== null)
  createRoot(place).render(
    <StrictMode>
      <RouterProvider router={router} />
    </StrictMode>,
  )
